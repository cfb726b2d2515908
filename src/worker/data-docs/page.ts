import type { DataDocs, DocumentedCheck } from '../../shared/rpc/catalogue.ts';
import { table } from '../reports/html/charts/figure.ts';
import { html, Markup, name, type Content } from '../reports/html/markup.ts';
import { count, percent, plural, when } from '../reports/html/numbers.ts';
import { stillHead } from '../reports/html/still-head.ts';

/** Data docs as one HTML file: every text of the data is escaped, its own policy forbids scripts, and it loads nothing. */
export function dataDocsPage(docs: DataDocs): string {
  const failed = docs.checks.filter(({ passed }) => passed === false);
  return html`<!doctype html>
    <html lang="en">
      ${stillHead('Data docs')}
      <body>
        <div class="page docs">
          <header class="head">
            <p class="brand">Tracklake data docs</p>
            <h1>What is in this lakehouse</h1>
            <p class="sub">
              ${plural(docs.relations.length, 'relation')} from ${plural(docs.sources.length, 'source')} at snapshot
              ${docs.snapshotId}, as of ${when(docs.madeAt)}.
            </p>
            <p class="badges">${stateBadge(failed)}</p>
          </header>
          <nav aria-label="Sections">
            <ul>
              <li><a href="#checks">Checks</a></li>
              <li><a href="#relations">Relations</a></li>
              <li><a href="#sources">Sources</a></li>
              <li><a href="#loads">Loads</a></li>
              <li><a href="#schemas">Schemas</a></li>
            </ul>
          </nav>
          <main>
            ${checksSection(docs, failed)} ${relationsSection(docs)} ${sourcesSection(docs)} ${loadsSection(docs)}
            ${schemasSection(docs)}
          </main>
          <footer>This page loads nothing from anywhere, and runs nothing.</footer>
        </div>
      </body>
    </html>`.text;
}

function stateBadge(failed: readonly DocumentedCheck[]): Markup {
  const errors = failed.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) return html`<a class="badge error" href="#checks">${plural(errors, 'check')} failed</a>`;
  if (failed.length > 0) return html`<a class="badge warn" href="#checks">${plural(failed.length, 'warning')}</a>`;
  return html`<a class="badge ok" href="#checks">Nothing failed</a>`;
}

function checksSection({ checks, suites, checkSeconds }: DataDocs, failed: readonly DocumentedCheck[]): Markup {
  const ran = checks.filter(({ passed }) => passed !== null);
  const ofHeaders = checks.filter(({ kind }) => !kind.includes('.'));
  return html`<section id="checks">
    <h2>Checks</h2>
    <p>
      ${plural(ran.length, 'check')} of ${checks.length} ran; the newest run of each took ${seconds(checkSeconds)} in
      all.
    </p>
    ${
      failed.length > 0 &&
      html`<h3>What did not hold</h3>
        ${checksTable(failed)}`
    }
    ${suites.map(
      ({ suite, title, description }) =>
        html`<h3>${title}</h3>
          <p>${description}</p>
          ${checksTable(checks.filter(({ kind }) => kind.startsWith(`${suite}.`)))}`,
    )}
    <details>
      <summary>${plural(ofHeaders.length, 'check')} in the headers of relations</summary>
      ${checksTable(ofHeaders)}
    </details>
  </section>`;
}

const checksTable = (checks: readonly DocumentedCheck[]): Markup =>
  scrolled(
    'Checks',
    table({
      columns: [
        { title: 'Relation' },
        { title: 'Expectation' },
        { title: 'Result' },
        { title: 'Rows failed', numeric: true },
        { title: 'Of', numeric: true },
        { title: 'Took', numeric: true },
        { title: 'Last results' },
        { title: 'Looked at' },
      ],
      rows: checks.map(check => [
        name(check.relation),
        check.kind.includes('.') ? check.expression : html`${check.kind} <code>${check.expression}</code>`,
        resultText(check),
        check.passed === null ? '–' : count(check.rowsFailed),
        check.passed === null ? '–' : count(check.rowsChecked),
        check.passed === null ? '–' : seconds(check.seconds),
        historyText(check.history),
        check.checkedAt === null ? '–' : when(check.checkedAt),
      ]),
    }),
  );

function resultText({ passed, severity }: DocumentedCheck): Markup {
  if (passed === null) return html`<span>never ran</span>`;
  if (passed) return html`<span class="ok">passed</span>`;
  return html`<span class="${severity}">${severity === 'warn' ? 'warning' : 'failed'}</span>`;
}

/** Oldest first: ● held, ○ did not. */
const historyText = (history: readonly (0 | 1)[]): string =>
  history
    .slice(-10)
    .map(passed => (passed === 1 ? '●' : '○'))
    .join('');

function relationsSection({ relations }: DataDocs): Markup {
  return html`<section id="relations">
    <h2>Relations</h2>
    ${relations.map(
      relation =>
        html`<h3 id="${relation.name}">${name(relation.name)}</h3>
          <p>${relation.grain}</p>
          ${
            relation.heldBy !== null &&
            html`<p class="notice failed">
              Shows the rows of before: ${name(relation.heldBy.relation)} failed “${relation.heldBy.check}”.
            </p>`
          }
          <p>
            ${relation.exists ? plural(relation.rows, 'row') : 'not built yet'}${
              relation.coveredFrom !== null && html`, ${relation.coveredFrom} to ${relation.coveredTo}`
            }${
              relation.builtAt !== null && html`, built ${when(relation.builtAt)} from snapshot ${relation.snapshotId}`
            }${relation.stale && html`, <b>stale</b>`}.
            ${links('Reads', relation.upstream)} ${links('Read by', relation.downstream)}
          </p>
          <details>
            <summary>${plural(relation.columnList.length, 'column')}</summary>
            ${scrolled(
              'Columns',
              table({
                columns: [
                  { title: 'Column' },
                  { title: 'Type' },
                  { title: 'Key' },
                  { title: 'Always there' },
                  { title: 'Leads to' },
                ],
                rows: relation.columnList.map(column => [
                  name(column.name),
                  column.type,
                  column.key && 'key',
                  column.notNull && 'yes',
                  column.references !== null && `${column.references.relation}.${column.references.column}`,
                ]),
              }),
            )}
          </details>`,
    )}
  </section>`;
}

const links = (word: string, names: readonly string[]): Content =>
  names.length > 0 && [
    `${word} `,
    names.map((each, i) => html`${i > 0 && ', '}<a href="#${each}">${name(each)}</a>`),
    '. ',
  ];

function sourcesSection({ sources }: DataDocs): Markup {
  return html`<section id="sources">
    <h2>Sources</h2>
    ${scrolled(
      'Sources',
      table({
        columns: [
          { title: 'Source' },
          { title: 'Goes to' },
          { title: 'Loads', numeric: true },
          { title: 'Rows', numeric: true },
          { title: 'Loaded', numeric: true },
          { title: 'Waiting', numeric: true },
          { title: 'Newest' },
          { title: 'Columns that changed' },
        ],
        rows: sources.map(source => [
          html`${name(source.title)} <code>${source.source}</code>`,
          source.relations.join(', '),
          count(source.loads),
          count(source.rowsIn),
          source.rowsIn === 0 ? '–' : percent(source.rowsLoaded / source.rowsIn, 2),
          count(source.waiting),
          when(source.lastLoadAt),
          source.changes.slice(0, 5).map(({ fileName, difference }) => html`${name(fileName)}: ${difference} `),
        ]),
      }),
    )}
  </section>`;
}

function loadsSection({ loads }: DataDocs): Markup {
  return html`<section id="loads">
    <h2>Loads</h2>
    ${scrolled(
      'Loads',
      table({
        columns: [
          { title: 'Load', numeric: true },
          { title: 'File' },
          { title: 'Relation' },
          { title: 'Rows', numeric: true },
          { title: 'Loaded', numeric: true },
          { title: 'Quarantined', numeric: true },
          { title: 'When' },
          { title: 'SHA-256' },
        ],
        rows: loads.map(load => [
          String(load.loadId),
          name(load.fileName),
          load.relation,
          count(load.rowsIn),
          count(load.rowsLoaded),
          count(load.rowsQuarantined),
          when(load.finishedAt),
          html`<code>${load.sha256.slice(0, 12)}</code>`,
        ]),
      }),
    )}
  </section>`;
}

function schemasSection({ schemas }: DataDocs): Markup {
  return html`<section id="schemas">
    <h2>Schemas</h2>
    ${schemas.map(
      schema =>
        html`<details>
          <summary>
            <code>${schema.name}</code> ${schema.title}${
              schema.registeredAt === null ? ', no data yet' : html`, since ${when(schema.registeredAt)}`
            }${schema.changes.length > 0 && `, changed ${plural(schema.changes.length, 'time')}`}
          </summary>
          ${schema.changes.map(({ at, difference }) => html`<p>${when(at)}: ${difference}</p>`)}
          ${scrolled(
            'Fields',
            table({
              columns: [{ title: 'Field' }, { title: 'Type' }, { title: 'Must be there' }, { title: 'What it is' }],
              rows: schema.fields.map(field => [
                name(field.name),
                field.type,
                field.required && 'yes',
                field.description,
              ]),
            }),
          )}
        </details>`,
    )}
  </section>`;
}

const scrolled = (label: string, content: Markup): Markup =>
  html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">${content}</div>`;

const seconds = (value: number): string => (value < 1 ? `${(value * 1000).toFixed(1)} ms` : `${value.toFixed(1)} s`);
