import { useState } from 'react';
import type { DataDocs, DocumentedCheck } from '../../../shared/rpc/catalogue.ts';
import { href } from '../../state/router.ts';
import { checkRank, CheckBadge, CheckText } from '../../ui/check.tsx';
import { count, moment } from '../../ui/format.ts';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { Segmented } from '../../ui/toggles.tsx';

const ALL = 'all';
const HEADERS = 'headers';

/** The suites and the headers' checks as they last ran, what each cost, and how they ran before. */
export function ChecksPane({ docs }: { docs: DataDocs }) {
  const [shown, setShown] = useState<string>(ALL);
  const checks = docs.checks.filter(({ kind }) => belongs(kind, shown));
  const suite = docs.suites.find(each => each.suite === shown);
  return (
    <div className="docs-pane">
      <div className="docs-head">
        <Segmented
          label="Suite"
          value={shown}
          options={[
            { value: ALL, label: 'All' },
            ...docs.suites.map(each => ({ value: each.suite, label: each.title })),
            { value: HEADERS, label: 'In headers' },
          ]}
          onChange={setShown}
        />
        <span className="muted">
          {suite?.description ?? `All checks together took ${took(docs.checkSeconds)} when they last ran.`}
        </span>
      </div>
      <div className="docs-checks">
        <Table
          label="Checks"
          columns={COLUMNS}
          rows={checks.toSorted((a, b) => checkRank(a) - checkRank(b))}
          rowKey={check => `${check.relation}:${check.kind}:${check.expression}`}
          rowText={check => `${check.relation} ${check.expression}`}
          empty="No check of this suite."
        />
      </div>
    </div>
  );
}

function belongs(kind: string, shown: string): boolean {
  if (shown === ALL) return true;
  return shown === HEADERS ? !kind.includes('.') : kind.startsWith(`${shown}.`);
}

const took = (seconds: number): string =>
  seconds < 1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(1)} s`;

const COLUMNS: TableColumn<DocumentedCheck>[] = [
  { id: 'state', title: 'State', width: 92, render: check => <CheckBadge check={check} />, sortBy: checkRank },
  {
    id: 'says',
    title: 'What holds when all is well',
    isRowHeader: true,
    render: check => <CheckText check={check} />,
    sortBy: check => check.expression,
  },
  {
    id: 'relation',
    title: 'On',
    width: '22%',
    render: ({ relation }) => (
      <a className="truncate" href={href('catalogue', relation, { tab: 'checks' })}>
        {relation}
      </a>
    ),
    sortBy: check => check.relation,
  },
  {
    id: 'failed',
    title: 'Failing',
    width: 132,
    align: 'end',
    render: ({ passed, rowsFailed, rowsChecked }) =>
      passed === null ? '–' : `${count(rowsFailed)} of ${count(rowsChecked)}`,
    sortBy: check => check.rowsFailed,
  },
  {
    id: 'took',
    title: 'Took',
    width: 84,
    align: 'end',
    render: ({ passed, seconds }) => (passed === null ? '–' : took(seconds)),
    sortBy: check => check.seconds,
  },
  { id: 'history', title: 'Before', width: 108, render: ({ history }) => <History results={history} /> },
  {
    id: 'when',
    title: 'Checked',
    width: 120,
    render: ({ checkedAt }) => <span className="muted">{checkedAt === null ? '–' : moment(checkedAt)}</span>,
    sortBy: check => check.checkedAt,
  },
];

/** The last ten results, oldest first. */
function History({ results }: { results: readonly (0 | 1)[] }) {
  const last = results.slice(-10);
  if (last.length === 0) return <span className="faint">–</span>;
  const failed = last.filter(passed => passed === 0).length;
  return (
    <span className="docs-history" role="img" aria-label={`${failed} of the last ${last.length} did not hold`}>
      {last.map((passed, i) => (
        <span key={i} data-passed={passed} />
      ))}
    </span>
  );
}
