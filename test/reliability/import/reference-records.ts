/**
 * Counts the records of comma-separated text the slow way, a character at a time, by the documented rules: empty lines
 * are none; a record whose quotes are broken is one record, its first line, and reading goes on after that line.
 */
export function countRecords(text: string, columns: number): number {
  let records = 0;
  for (let at = 0; at < text.length;) {
    const end = recordEnd(text, at, columns);
    const lineEnd = endOfLine(text, at);
    const line = text.slice(at, end ?? lineEnd).replace(/\r$/, '');
    if (line !== '') records += 1;
    at = (end ?? lineEnd) + 1;
  }
  return records;
}

const endOfLine = (text: string, from: number): number => {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
};

/** Where the record that begins at `from` ends, or undefined when its quotes are broken. */
function recordEnd(text: string, from: number, columns: number): number | undefined {
  let fields = 0;
  let overLines = false;
  for (let at = from; ; at += 1) {
    if (text[at] === '"') {
      const close = /^"(?:[^"]|"")*"/.exec(text.slice(at))?.[0];
      if (close === undefined) return undefined;
      overLines ||= close.includes('\n');
      at += close.length;
      if (text[at] === '\r' && (text[at + 1] === '\n' || at + 1 === text.length)) at += 1;
    } else while (at < text.length && text[at] !== ',' && text[at] !== '\n') at += 1;
    fields += 1;
    if (at >= text.length || text[at] === '\n') return at;
    if (text[at] !== ',') return undefined;
    if (overLines && fields >= columns) return undefined;
  }
}
