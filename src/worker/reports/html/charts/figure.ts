import { html, type Content, type Markup } from '../markup.ts';

export interface TableTwin {
  columns: readonly { title: string; numeric?: boolean }[];
  rows: readonly (readonly Content[])[];
}

/** A chart with its caption and, behind a disclosure, the table that says the same. */
export function figure(caption: string, note: Content, chart: Markup, twin: TableTwin, wide = false): Markup {
  return html`<figure class="${wide ? 'wide' : ''}">
    <figcaption>
      <h3>${caption}</h3>
      <p>${note}</p>
    </figcaption>
    ${chart}
    <details class="twin">
      <summary>Show as table</summary>
      <div class="scroll" role="region" tabindex="0" aria-label="${caption}, as a table">${table(twin)}</div>
    </details>
  </figure> `;
}

export function table({ columns, rows }: TableTwin): Markup {
  const numeric = (at: number): string => (columns[at]?.numeric === true ? 'number' : '');
  return html`<table>
    <thead>
      <tr>
        ${columns.map((column, at) => html`<th scope="col" class="${numeric(at)}">${column.title}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        row =>
          html`<tr>
            ${row.map((cell, at) => html`<td class="${numeric(at)}">${cell}</td>`)}
          </tr> `,
      )}
    </tbody>
  </table>`;
}
