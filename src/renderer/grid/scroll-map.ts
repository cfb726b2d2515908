/**
 * Browsers end an element at some 33 million pixels (Chromium) or 17 million (Firefox): 1.4 million rows. Beyond a safe
 * height the scroll bar is a scale of the rows instead of a measure: it says where one is, and the wheel still moves
 * row by row.
 */
const SAFE_HEIGHT = 8_000_000;

export interface ScrollMap {
  /** Height of the element that the browser scrolls. */
  readonly height: number;
  readonly scaled: boolean;
  /** The furthest position, in pixels of rows. */
  readonly end: number;
  /** Position in pixels of rows for what the browser's scroll bar says. */
  position(scrollTop: number): number;
  scrollTop(position: number): number;
}

export function scrollMap(rows: number, rowHeight: number, viewport: number): ScrollMap {
  const total = rows * rowHeight;
  const height = Math.min(total, SAFE_HEIGHT);
  const end = Math.max(0, total - viewport);
  const track = Math.max(0, height - viewport);
  const scaled = total > SAFE_HEIGHT;
  const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  return {
    height,
    scaled,
    end,
    position: scrollTop => (scaled && track > 0 ? clamp((scrollTop / track) * end, end) : clamp(scrollTop, end)),
    scrollTop: position => (scaled && end > 0 ? clamp((position / end) * track, track) : clamp(position, end)),
  };
}

/** Where to go so that a row can be seen whole; the position itself when it can be already. */
export function positionShowing(
  row: number,
  position: number,
  rowHeight: number,
  viewport: number,
  end: number,
): number {
  const top = row * rowHeight;
  if (top < position) return Math.max(0, top);
  if (top + rowHeight > position + viewport) return Math.min(end, top + rowHeight - viewport);
  return position;
}
