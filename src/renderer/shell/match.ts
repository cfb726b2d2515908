/**
 * How well a title answers what was typed: 0 not at all, higher is better. Words may be given in any order and cut short
 * ("open lake"), and initials find too ("nn" → New notebook).
 */
export function matchScore(text: string, title: string): number {
  if (text === '') return 1;
  const wanted = text.toLowerCase();
  const lower = title.toLowerCase();
  if (lower.startsWith(wanted)) return 5;
  const words = lower.split(/[^\p{L}\p{N}]+/u);
  if (wanted.split(/\s+/).every(part => words.some(word => word.startsWith(part)))) return 4;
  if (
    words
      .map(word => word[0])
      .join('')
      .startsWith(wanted)
  )
    return 3;
  return lower.includes(wanted) ? 2 : 0;
}
