import { printing } from '../../state/theme.ts';
import type { NotebookSession } from './session.ts';

const LONGEST_WAIT = 8000;
const LOOK_EVERY = 60;
const PENDING =
  '.nb :is([data-busy], .ui-skeleton, .grid-pending, [data-printing-rows=""]), .chart-canvas:not([data-ready])';

/**
 * Prints the reading view, in the light theme and with tables as rows of paper: the print dialog makes the PDF, in Electron and in
 * a browser alike. Afterwards everything is as it was.
 */
export async function printReading(session: NotebookSession): Promise<void> {
  const before = session.reading.get();
  session.reading.set(true);
  session.arranging.set(false);
  printing.set(true);
  try {
    await drawn();
    window.print();
  } finally {
    printing.set(false);
    session.reading.set(before);
  }
}

/** Until nothing on the page is under way, or as long as a person would wait. */
async function drawn(): Promise<void> {
  const until = Date.now() + LONGEST_WAIT;
  do await new Promise(resolve => setTimeout(resolve, LOOK_EVERY));
  while (document.querySelector(PENDING) !== null && Date.now() < until);
}
