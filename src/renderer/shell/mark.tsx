/** The app's mark: three lines of a lake, and a note on them. */
export function Mark({ size = 18 }: { size?: number }) {
  return (
    <svg className="side-mark" width={size} height={size} viewBox="0 0 18 18" aria-hidden>
      <rect width="18" height="18" rx="5" fill="var(--accent-solid)" />
      <path d="M4 6.2h10M4 9.2h5.6M4 12.2h3.4" stroke="#fff" strokeWidth="1.6" strokeLinecap="round" />
      <circle cx="12.4" cy="11.6" r="2" fill="#fff" />
    </svg>
  );
}
