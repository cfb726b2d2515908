import { html, type Markup } from '../markup.ts';

const WIDTH = 120;

/** A score as one small bar, stacked by part; `most` is the score that fills it. */
export function scoreBar(parts: Readonly<Record<string, number>>, order: readonly string[], most: number): Markup {
  const shown = [...order, ...Object.keys(parts).filter(part => !order.includes(part))].filter(
    part => (parts[part] ?? 0) > 0,
  );
  const words = shown.map(part => `${part} ${(parts[part] ?? 0).toFixed(3)}`).join(', ');
  let x = 0;
  return html`<svg class="score" viewBox="0 0 ${WIDTH} 8" role="img">
    <title>${words}</title>
    ${shown.map(part => {
      const width = ((parts[part] ?? 0) / Math.max(most, 1e-12)) * WIDTH;
      const rect = html`<path
        class="${partTone(part, order)}"
        d="M${x.toFixed(1)} 0h${Math.max(0, width - 0.75).toFixed(1)}v8H${x.toFixed(1)}"
      />`;
      x += width;
      return rect;
    })}
  </svg>`;
}

/** The colour of a part: the same in the whole report. */
export function partTone(part: string, order: readonly string[]): string {
  const at = order.indexOf(part);
  return at < 0 || at > 6 ? 'part-other' : `part-${at + 1}`;
}
