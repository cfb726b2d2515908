/** Cells of a CSV text as a spreadsheet sees them that splits at `separator`: quotes count at the start of a cell alone. */
export function cellsOf(text: string, separator: string): string[] {
  const cells: string[] = [];
  let at = 0;
  while (at <= text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (at += 1; at < text.length; at += 1) {
        if (text[at] !== '"') cell += text[at];
        else if (text[at + 1] === '"') {
          cell += '"';
          at += 1;
        } else break;
      }
      at += 1;
    }
    while (at < text.length && text[at] !== separator && text[at] !== '\r' && text[at] !== '\n') cell += text[at++];
    cells.push(cell);
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1;
    at += 1;
  }
  return cells;
}
