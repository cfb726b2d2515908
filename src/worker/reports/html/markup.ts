/** Text that is markup already. Only `html` makes it, so that everything else is escaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | null | undefined | false | readonly Content[];

/** Markup with every value escaped that isn't markup itself. Works in text and in quoted attributes. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const parts = unindented(strings);
  let text = parts[0] ?? '';
  values.forEach((value, i) => (text += render(value) + (parts[i + 1] ?? '')));
  return new Markup(text);
}

const known = new WeakMap<TemplateStringsArray, readonly string[]>();

/** The code's own indentation, which would be a third of a long page, is no part of the markup. */
function unindented(strings: TemplateStringsArray): readonly string[] {
  let parts = known.get(strings);
  if (parts === undefined) known.set(strings, (parts = strings.map(part => part.replace(/\s*\n\s*/g, '\n'))));
  return parts;
}

function render(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string') return escapeText(value);
  return typeof value === 'number' ? String(value) : value.map(render).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Data as text: nothing in it can begin a tag, end a quoted attribute or break the encoding. */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\0-\x08\x0B\x0C\x0E-\x1F\x7F\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/[&<>"'`]/g, character => ENTITIES[character] ?? '');
}

/** A name from data, isolated so that its writing direction can't reorder what stands beside it. */
export const name = (text: string | null | undefined): Markup => html`<bdi>${text}</bdi>`;

/** JSON for a data block: nothing in it can end the script element. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, c => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
