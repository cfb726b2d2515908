import type { CheckFacts } from '../../facts/checks.ts';
import { table } from '../charts/figure.ts';
import { html, name, type Markup } from '../markup.ts';
import { count, percent, plural, when } from '../numbers.ts';

export function checksState({ results, failed, warned }: CheckFacts): { text: string; tone: 'ok' | 'warn' | 'error' } {
  if (results.length === 0) return { text: 'No checks ran', tone: 'warn' };
  if (failed > 0) return { text: `${plural(failed, 'check')} failed`, tone: 'error' };
  if (warned > 0) return { text: `Checks passed, ${plural(warned, 'warning')}`, tone: 'warn' };
  return { text: 'All checks passed', tone: 'ok' };
}

const RESULTS_SHOWN = 200;

/** What the data was held against, what didn't hold, and what was turned away at the door. */
export function checksSection(checks: CheckFacts): Markup {
  const troubled = checks.results.filter(result => !result.passed);
  const leftOut = checks.leftOut.reduce((sum, { rows }) => sum + rows, 0);
  const completeness = checks.rowsIn > 0 ? checks.rowsLoaded / checks.rowsIn : 1;
  return html`<section id="checks">
    <h2>Data checks</h2>
    <p>
      ${checksState(checks).text}${checks.checkedAt !== null && html`, last looked at on ${when(checks.checkedAt)}`}. Of
      ${count(checks.rowsIn)} rows in the sources, ${count(checks.rowsLoaded)} were loaded (${percent(completeness, 2)})
      and ${count(checks.rowsIn - checks.rowsLoaded)} turned
      away.${leftOut > 0 && ` ${plural(leftOut, 'loaded play')} ${leftOut === 1 ? 'is' : 'are'} left out of every number.`}
    </p>
    ${
      troubled.length > 0 &&
      html`<h3>What did not hold</h3>
        ${resultsTable(troubled.slice(0, RESULTS_SHOWN))}`
    }
    ${
      checks.quarantine.length > 0 &&
      html`<h3>Rows turned away</h3>
        ${table({
          columns: [{ title: 'Relation' }, { title: 'Reason' }, { title: 'Rows', numeric: true }],
          rows: checks.quarantine.map(({ relation, reason, rows }) => [name(relation), name(reason), count(rows)]),
        })}`
    }
    ${
      checks.leftOut.length > 0 &&
      html`<h3>Plays left out</h3>
        <p>They were loaded and are kept as they came, but count in none of the numbers here.</p>
        ${table({
          columns: [{ title: 'Reason' }, { title: 'Plays', numeric: true }],
          rows: checks.leftOut.map(({ reason, rows }) => [name(reason.replaceAll('_', ' ')), count(rows)]),
        })}`
    }
    ${
      checks.passed > 0 &&
      html`<details>
        <summary>${plural(checks.passed, 'check')} passed</summary>
        ${resultsTable(checks.results.filter(result => result.passed).slice(0, RESULTS_SHOWN))}
      </details>`
    }
  </section>`;
}

const resultsTable = (results: CheckFacts['results']): Markup =>
  table({
    columns: [
      { title: 'Relation' },
      { title: 'Expectation' },
      { title: 'Result' },
      { title: 'Rows looked at', numeric: true },
      { title: 'Rows failed', numeric: true },
    ],
    rows: results.map(({ relation, kind, expression, severity, passed, rowsChecked, rowsFailed }) => [
      name(relation),
      html`${kind} <code>${expression}</code>`,
      html`<span class="${passed ? 'ok' : severity}"
        >${passed ? 'passed' : severity === 'warn' ? 'warning' : 'failed'}</span
      >`,
      count(rowsChecked),
      count(rowsFailed),
    ]),
  });
