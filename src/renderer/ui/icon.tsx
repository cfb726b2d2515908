import './icon.css';

/** Drawn on a 16 × 16 grid with a stroke of 1.4; each entry is the `d` of one path. */
const PATHS = {
  home: 'M2.5 7.2 8 2.5l5.5 4.7v6.3H10V9.6H6v3.9H2.5z',
  notebook: 'M4 2.5h8.5v11H4zM2.5 5H5M2.5 8H5M2.5 11H5M7.5 5.5h2.5',
  catalogue:
    'M2.5 4c0-1 2.5-1.7 5.5-1.7s5.5.7 5.5 1.7S11 5.7 8 5.7 2.5 5 2.5 4zv8c0 1 2.5 1.7 5.5 1.7s5.5-.7 5.5-1.7V4M2.5 8c0 1 2.5 1.7 5.5 1.7s5.5-.7 5.5-1.7',
  spark: 'M8 2l1.5 4.5L14 8l-4.5 1.5L8 14l-1.5-4.500L2 8l4.5-1.500z',
  report: 'M3.5 2h6L12.5 5v9h-9zM9.5 2v3h3M5.7 8h4.600M5.7 10.800h4.6',
  jobs: 'M2.5 4h5M2.5 8h8M2.5 12h11M10 4h3.5',
  data: 'M8 2v7M5.2 6.3 8 9.200l2.8-2.900M2.5 10v3.500h11V10',
  settings: 'M2 5h7M12 5h2M2 11h2M7 11h7M10.5 3.500v3M5.5 9.500v3',
  search: 'M7 2.500a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3 13.8 13.8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5 6.5 12 13 4.5',
  chevronDown: 'M4 6l4 4 4-4',
  chevronRight: 'M6 4l4 4-4 4',
  chevronLeft: 'M10 4 6 8l4 4',
  chevronUp: 'M4 10l4-4 4 4',
  arrowUp: 'M8 13V3M4 7l4-4 4 4',
  arrowDown: 'M8 3v10M4 9l4 4 4-4',
  arrowRight: 'M3 8h10M9 4l4 4-4 4',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  play: 'M4.5 2.800v10.400L13 8z',
  stop: 'M4 4h8v8H4z',
  pause: 'M5.5 3.500v9M10.5 3.500v9',
  refresh: 'M13 8a5 5 0 1 1-1.6-3.700M13 2.500v3h-3',
  retry: 'M3 8a5 5 0 1 0 1.6-3.700M3 2.500v3h3',
  download: 'M8 2.500v8M4.8 7.5 8 10.700l3.2-3.200M3 13.500h10',
  upload: 'M8 10.500v-8M4.8 5.7 8 2.500l3.2 3.200M3 13.500h10',
  copy: 'M5.5 5.500h8v8h-8zM3 10.500h-.5v-8h8V3',
  trash: 'M2.5 4h11M6 4V2.500h4V4M4 4l.7 9.500h6.600L12 4M6.7 6.700v4M9.3 6.700v4',
  edit: 'M10.5 3l2.5 2.5-7.5 7.500H3v-2.500zM9 4.5 11.5 7',
  save: 'M2.5 2.500h9l2 2v9h-11zM5 2.500v3.500h5.500V2.500M5 13.500V9.500h6v4',
  open: 'M2 12.500V3.500h4l1.5 1.500H14v7.500z',
  external: 'M6.5 3.500h-4v10h10v-4M9 2.500h4.500V7M13.5 2.5 7.5 8.5',
  info: 'M8 2.200a5.8 5.8 0 1 1 0 11.600A5.8 5.8 0 0 1 8 2.200zM8 7.300v3.700M8 5h.01',
  warning: 'M8 2.5 14 13H2zM8 6.500v3M8 11.200h.01',
  error: 'M8 2.200a5.8 5.8 0 1 1 0 11.600A5.8 5.8 0 0 1 8 2.200zM5.8 5.800l4.4 4.400M10.2 5.800l-4.4 4.4',
  success: 'M8 2.200a5.8 5.8 0 1 1 0 11.600A5.8 5.8 0 0 1 8 2.200zM5.3 8.300l1.9 1.9 3.5-3.9',
  clock: 'M8 2.200a5.8 5.8 0 1 1 0 11.600A5.8 5.8 0 0 1 8 2.200zM8 4.800V8l2.3 1.5',
  filter: 'M2 3.500h12L9.5 8.700V13l-3-1.500V8.700z',
  sort: 'M5 3v10M2.5 10.5 5 13l2.5-2.500M11 13V3M8.5 5.5 11 3l2.5 2.5',
  table: 'M2 3h12v10H2zM2 6.500h12M2 9.800h12M6.5 6.500V13',
  chart: 'M2.5 2.500v11h11M5.5 11V8M8.5 11V4.500M11.5 11V6.5',
  text: 'M3 3.500h10M8 3.500V13M5.5 3.500v1.500M10.5 3.500V5',
  input: 'M2 4.500h12v7H2zM4.5 6.700v2.6',
  gauge: 'M2.5 11.500a5.5 5.5 0 1 1 11 0M8 11.500l2.7-3.7',
  code: 'M5.5 4.5 2 8l3.5 3.500M10.5 4.5 14 8l-3.5 3.5',
  lineage: 'M2 3h4v3H2zM10 3h4v3h-4zM10 10h4v3h-4zM6 4.500h4M8 4.500v7h2',
  eye: 'M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8zM8 6.200a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.600z',
  user: 'M8 2.500a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.400zM2.8 13.500c.4-2.7 2.5-4 5.2-4s4.8 1.3 5.2 4',
  track:
    'M6 12.200V3.500l7-1.200v8.500M6 12.200a1.9 1.7 0 1 1-3.8 0 1.9 1.7 0 0 1 3.8 0zM13 10.800a1.9 1.7 0 1 1-3.8 0 1.9 1.7 0 0 1 3.8 0z',
  sun: 'M8 5.300a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.400zM8 1.500V3M8 13v1.500M1.5 8H3M13 8h1.500M3.4 3.400l1 1M11.6 11.600l1 1M12.6 3.400l-1 1M4.4 11.600l-1 1',
  moon: 'M13.3 9.700A5.8 5.8 0 0 1 6.3 2.700a5.8 5.8 0 1 0 7 7z',
  monitor: 'M2 3h12v8H2zM5.5 13.500h5M8 11v2.5',
  sidebar: 'M2 3h12v10H2zM6 3v10',
  expand: 'M9.5 2.500h4v4M13.5 2.5 9 7M6.5 13.500h-4v-4M2.5 13.5 7 9',
  collapse: 'M13.5 6.500h-4v-4M9.5 6.5 13.5 2.500M2.5 9.500h4v4M6.5 9.5 2.5 13.5',
  columns: 'M2 3h12v10H2zM6 3v10M10 3v10',
  pin: 'M6 2.500h4l-.5 4 2.5 2.500H4l2.5-2.500zM8 9v4.5',
  keyboard: 'M1.5 4h13v8h-13zM4 6.500h.01M6.7 6.500h.01M9.3 6.500h.01M12 6.500h.01M4.5 9.500h7',
  history: 'M3 8a5 5 0 1 1 1.5 3.600M3 12.500v-3h3M8 5.500V8l1.8 1.2',
  drag: 'M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01',
  undo: 'M3 6.500h7a3.2 3.2 0 0 1 0 6.500H6M5.7 3.8 3 6.500l2.7 2.7',
  redo: 'M13 6.500H6a3.2 3.2 0 0 0 0 6.500h4M10.3 3.8 13 6.500l-2.7 2.7',
  lock: 'M4 7.500h8v6H4zM5.7 7.500V5.300a2.3 2.3 0 0 1 4.6 0v2.2',
  plug: 'M5.5 2v3M10.5 2v3M3.5 5h9v2a4.5 4.5 0 0 1-9 0zM8 11.500V14',
  split: 'M2 3h12v10H2zM8 3v10',
  checklist: 'M2 4.200 3.300 5.500 5.800 2.800M2 11.200l1.300 1.300 2.500-2.700M8.500 4.500H14M8.500 11.500H14',
  pulse: 'M1.500 8.500h3L6.500 3l3 10 2-4.500h3',
  link: 'M7 9a2.7 2.7 0 0 0 4 .3l2-2a2.7 2.7 0 0 0-3.8-3.800L8.2 4.500M9 7a2.7 2.7 0 0 0-4-.3l-2 2a2.7 2.7 0 0 0 3.8 3.800l1-1',
} as const;

export type IconName = keyof typeof PATHS;

export interface IconProps {
  name: IconName;
  size?: number;
  /** Given where the icon stands alone for something; without it the icon is decoration. */
  label?: string;
}

/** A line icon in the colour of the text around it. */
export function Icon({ name, size = 16, label }: IconProps) {
  return (
    <svg
      className="ui-icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined}
    >
      <path d={PATHS[name]} data-dots={name === 'more' || name === 'drag' || undefined} />
    </svg>
  );
}
