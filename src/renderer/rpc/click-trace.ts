import { placeIn, randomHex, traceparentOf, type SpanPlace } from '../../shared/trace/traceparent.ts';

/** The header by which a host says that it records traces; the page records nothing until it has seen it. */
const TRACED = 'x-tracklake-traced';
/** Calls that begin later than this after a click or a key were not asked for by it. */
const CAUSED_MS = 2000;
/** A click is over when none of its calls has been open for this long. */
const QUIET_MS = CAUSED_MS;

interface Click {
  place: SpanPlace;
  name: string;
  startMs: number;
  /** When the last answer to one of its calls had begun. */
  endMs: number;
  open: number;
  told: boolean;
}

export type ClickSpan = SpanPlace & { name: string; startMs: number; endMs: number };

let on = false;
let click: Click | null = null;
let report: (span: ClickSpan) => void = () => {};

/** Who is told of a click whose calls have all been answered. */
export const reportClicksTo = (listener: (span: ClickSpan) => void): void => void (report = listener);

/** What a call shows of the click that it was made for; nothing while traces are off. */
export function traceHeaders(): Record<string, string> {
  if (!on || click === null || now() - click.startMs > CAUSED_MS) return {};
  return { traceparent: traceparentOf(click.place) };
}

/** Fetches, and counts the call towards its click. The first answer of a host that records traces turns this on. */
export async function tracedFetch(request: Request, init?: RequestInit): Promise<Response> {
  const place = placeIn(request.headers.get('traceparent'));
  const caused = place !== null && click?.place.spanId === place.spanId ? click : null;
  if (caused !== null) caused.open += 1;
  try {
    const response = await fetch(request, init);
    if (!on && response.headers.get(TRACED) !== null) begin();
    return response;
  } finally {
    if (caused !== null) answered(caused);
  }
}

function begin(): void {
  on = true;
  const note = (event: Event): void => {
    const target = event.target instanceof Element ? event.target.closest('button, a, [role], input, textarea') : null;
    const name = target?.getAttribute('aria-label') ?? target?.textContent ?? '';
    const what = event instanceof KeyboardEvent ? `key ${event.key}` : 'click';
    const place = { traceId: randomHex(16), spanId: randomHex(8) };
    click = {
      place,
      name: `${what} ${name.trim().slice(0, 60)}`.trim(),
      startMs: now(),
      endMs: now(),
      open: 0,
      told: false,
    };
  };
  window.addEventListener('click', note, { capture: true });
  window.addEventListener('keydown', note, { capture: true });
}

function answered(caused: Click): void {
  caused.open -= 1;
  caused.endMs = now();
  if (caused.open > 0) return;
  setTimeout(() => {
    const { open, told, place, name, startMs, endMs } = caused;
    if (open > 0 || told || now() - endMs < QUIET_MS - 1) return;
    caused.told = true;
    report({ ...place, name, startMs, endMs });
  }, QUIET_MS);
}

const now = (): number => performance.timeOrigin + performance.now();
