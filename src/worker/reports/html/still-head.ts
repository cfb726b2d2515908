import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { projectFile } from '../../project-file.ts';
import { html, Markup } from './markup.ts';

/** The head of a page that loads nothing and runs nothing: its policy allows the reports' own style, by its hash, and no more. */
export function stillHead(title: string): Markup {
  const style = readFileSync(projectFile('src/worker/reports/html', 'report.css'), 'utf8');
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return html`<head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="robots" content="noindex" />
    <title>${title}</title>
    ${new Markup(`<style>${style}</style>`)}
  </head>`;
}
