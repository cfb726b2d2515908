import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { projectFile } from '../../project-file.ts';
import type { Tally } from '../format.ts';
import type { ReportFacts, ReportFile } from '../report.ts';
import { stampOf } from '../stamp.ts';
import { html, jsonText, Markup, name } from './markup.ts';
import { count, plural } from './numbers.ts';
import { checksSection } from './sections/checks.ts';
import { partsLegend } from './sections/listener.ts';
import { modelSection } from './sections/model-card.ts';
import { provenanceSection } from './sections/provenance.ts';
import { headSection, summarySection } from './sections/summary.ts';

/** Where the page's lists are: all of them open, or the first ones open and the others to be found. */
export interface Shown {
  open: number;
  toBeFound: number;
  /** In the companions alone, because the page would grow too large. */
  outside: number;
}

/** The page without its lists: what stands before them, and what stands behind them but for the manifest. */
export function pageAround(
  facts: ReportFacts,
  tally: Tally,
  shown: Shown,
  companions: readonly ReportFile[],
): { head: string; tail: string } {
  const whole = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy()}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="Tracklake ${facts.appVersion}" />
        <meta name="robots" content="noindex" />
        <title>${facts.title}</title>
        ${element('style', asset('report.css'))}
      </head>
      <body>
        <div class="page">
          ${headSection(facts, tally)}
          <nav aria-label="Sections">
            <ul>
              <li><a href="#summary">Summary</a></li>
              <li><a href="#listeners">Listeners</a></li>
              <li><a href="#model">Model card</a></li>
              <li><a href="#checks">Data checks</a></li>
              <li><a href="#provenance">Provenance</a></li>
            </ul>
          </nav>
          <main>
            ${summarySection(facts, tally)}
            <section id="listeners">
              <h2>Listeners</h2>
              ${where(shown, companions)} ${shown.toBeFound > 0 && FIND}
              ${facts.model.parts.length > 1 && partsLegend(facts.model.parts)} ${LISTS}
            </section>
            ${modelSection(facts.model)} ${checksSection(facts.checks)} ${provenanceSection(facts)}
          </main>
          <footer>Made by Tracklake ${facts.appVersion}. This page loads nothing from anywhere.</footer>
        </div>
        ${element('script type="application/json" id="data"', dataBlock(facts, tally))}
        ${element('script', asset('report-client.js'))} ${END}
      </body>
    </html>`.text;
  const [head = '', tail = ''] = whole.slice(0, whole.indexOf(END.text)).split(LISTS.text);
  return { head, tail };
}

/** Data is escaped, so only these two places of the page can hold such comments. */
const LISTS = new Markup('<!--lists-->');
const END = new Markup('<!--end-->');

/** An element whose text is taken as it is, to the byte: its hash is in the policy, or in the manifest. */
const element = (tag: string, text: string): Markup => new Markup(`<${tag}>${text}</${tag.split(' ')[0]}>`);

/** The stamp and the sums for programs; the rows are in the companions. */
export const dataBlock = (facts: ReportFacts, tally: Tally): string =>
  jsonText({ ...stampOf(facts), recommendations: tally.recommendations, tracks: tally.tracks.size });

const FIND = html`<noscript><p>Scripts are off in this viewer, so only the first lists can be seen here.</p></noscript>
  <div class="find" id="find" hidden>
    <label for="listener">Find a listener by name or id</label>
    <div class="row">
      <input id="listener" type="search" autocomplete="off" spellcheck="false" />
      <button type="button">Previous</button>
      <button type="button">Next</button>
      <p class="status" role="status"></p>
    </div>
    <ul class="hits"></ul>
    <div class="found" id="found" aria-live="polite"></div>
  </div>`;

function where(shown: Shown, companions: readonly ReportFile[]): Markup {
  const { open, toBeFound, outside } = shown;
  const files = listed(companions.map(file => file.name));
  const complete =
    companions.length > 0 ? html` All lists, with all reasons, are in ${name(files)} beside this page.` : null;
  if (outside > 0) {
    const elsewhere = complete ?? ' Ask for CSV, Parquet or Arrow as well to have all of them.';
    return html`<p>
      <b>This page holds the first ${plural(open + toBeFound, 'listener')}, not the other ${count(outside)}</b>: it
      would grow too large.${elsewhere}
    </p>`;
  }
  if (toBeFound > 0)
    return html`<p>
      The first ${open} lists are open below; all ${count(open + toBeFound)} can be found by name or id.${complete}
    </p>`;
  return html`${complete !== null && html`<p>${complete}</p>`}`;
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** Only this page's own script and style may run, by their hashes; nothing may be loaded or sent. */
export function policy(): string {
  return [
    `default-src 'none'`,
    `script-src '${hashOf(asset('report-client.js'))}'`,
    `style-src '${hashOf(asset('report.css'))}'`,
    'img-src data:',
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

const assets = new Map<string, string>();

function asset(file: 'report.css' | 'report-client.js'): string {
  let text = assets.get(file);
  if (text === undefined) assets.set(file, (text = readFileSync(projectFile('src/worker/reports/html', file), 'utf8')));
  return text;
}
