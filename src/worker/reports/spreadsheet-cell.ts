/** What a spreadsheet takes for the beginning of a formula, in all the widths that it comes in. */
const FORMULA = '=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20\\uFE62\\uFE63\\uFE66\\uFE6B\\u2212';
const BLANK = '[\\s\\p{Cc}\\p{Cf}]*';
const AT_START = new RegExp(`^(?:[\\t\\r\\n]|${BLANK}[${FORMULA}])`, 'u');
const AFTER_BREAK = new RegExp(`([;\\t]${BLANK})(?=[${FORMULA}])`, 'gu');

/**
 * Text as a spreadsheet may safely open it: a leading ' where it would begin a formula, here or in a cell that another
 * separator than the comma would make of it, and no line breaks. Other formats keep the text as it is.
 */
export function inertText(text: string): string {
  const guarded = AT_START.test(text) ? `'${text}` : text;
  return guarded
    .toWellFormed()
    .replace(AFTER_BREAK, `$1'`)
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replace(/\0/g, '\uFFFD');
}

/** A CSV field: numbers as they are, text inert and always in quotes, null as nothing. */
export function csvField(value: number | string | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return `"${inertText(value).replaceAll('"', '""')}"`;
}
