/** What a spreadsheet takes for the beginning of a formula, in all the widths that it comes in. */
const FORMULA = '=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20\\uFE62\\uFE63\\uFE66\\uFE6B\\u2212';
const BLANK = '[\\s\\p{Z}\\p{Cc}\\p{Cf}]*';
const AT_START = new RegExp(`^(?:[\\t\\r\\n]|${BLANK}[${FORMULA}])`, 'u');
const AFTER_BREAK = new RegExp(`([;\\t\\r\\n]${BLANK})(?=[${FORMULA}])`, 'gu');

/**
 * Text with a ' wherever a spreadsheet would begin a formula: at its start, and in a cell that another separator than the
 * comma, or a line's end, would make of it.
 */
export function withoutFormula(text: string): string {
  const guarded = AT_START.test(text) ? `'${text}` : text;
  return guarded.replace(AFTER_BREAK, `$1'`);
}
