/**
 * Two small notations of the notebook file. Both write plain words bare and everything else as JSON, so that a file
 * reads well and any text survives.
 */
export type FieldValue = string | number | boolean | null | FieldValue[] | { [key: string]: FieldValue };
export type Fields = Record<string, FieldValue>;

/** `id=weekly name=plays chart={"kind":"bar"}` on a fence's first line. Backticks are escaped: Markdown forbids them there. */
export function printAttributes(fields: Fields): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}=${printValue(value, /^[A-Za-z0-9_.:-]+$/).replaceAll('`', '\\u0060')}`)
    .join(' ');
}

/** Reads what `printAttributes` wrote. Words without `=` and broken JSON are passed over. */
export function parseAttributes(text: string): Fields {
  const fields: Fields = {};
  let at = 0;
  while (at < text.length) {
    const key = /^\s*([A-Za-z_][\w-]*)=/.exec(text.slice(at));
    if (key === null) {
      const word = /^\s*\S*/.exec(text.slice(at))?.[0] ?? '';
      at += Math.max(1, word.length);
      continue;
    }
    at += key[0].length;
    const end = valueEnd(text, at);
    fields[key[1] ?? ''] = parseValue(text.slice(at, end));
    at = end;
  }
  return fields;
}

/** `label: Plays this week`, a field a line. */
export function printFields(fields: Fields): string {
  return Object.entries(fields)
    .map(([key, value]) => `${key}: ${printValue(value, /^\S(?:[^\n\r\u2028\u2029]*\S)?$/)}`)
    .join('\n');
}

export function parseFields(text: string): Fields {
  const fields: Fields = {};
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Za-z_][\w-]*)\s*:\s?(.*)$/.exec(line);
    if (match !== null) fields[match[1] ?? ''] = parseValue((match[2] ?? '').trim());
  }
  return fields;
}

/** A string goes bare where the notation allows it and nothing else would read it back as something else. */
function printValue(value: FieldValue, bare: RegExp): string {
  if (typeof value === 'string' && bare.test(value) && parseValue(value) === value) return value;
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

function parseValue(text: string): FieldValue {
  try {
    return JSON.parse(text) as FieldValue;
  } catch {
    return text;
  }
}

/** Where the value that begins at `from` ends: at white space outside quotes and brackets. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (quoted) {
      if (char === '\\') at += 1;
      else if (char === '"') quoted = false;
      continue;
    }
    if (char === '"') quoted = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (depth === 0 && /\s/.test(char ?? '')) return at;
  }
  return text.length;
}
