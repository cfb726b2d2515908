import { withoutFormula } from '../../shared/domain/formula.ts';

/**
 * Text as a spreadsheet may safely open it: a leading ' where it would begin a formula, here or in a cell that another
 * separator than the comma would make of it, and no line breaks. Other formats keep the text as it is.
 */
export function inertText(text: string): string {
  return withoutFormula(text)
    .toWellFormed()
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replace(/\0/g, '\uFFFD');
}

/** A CSV field: numbers as they are, text inert and always in quotes, null as nothing. */
export function csvField(value: number | string | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  return `"${inertText(value).replaceAll('"', '""')}"`;
}
