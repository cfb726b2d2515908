import type { CheckState } from '../../../shared/rpc/catalogue.ts';
import { checkRank, CheckBadge, CheckText } from '../../ui/check.tsx';
import { count, duration, moment } from '../../ui/format.ts';
import { EmptyState } from '../../ui/states.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

/** The relation's checks as they last ran, failures first. */
export function ChecksTable({ checks }: { checks: readonly CheckState[] }) {
  if (checks.length === 0)
    return (
      <EmptyState icon="check" title="This relation has no checks">
        Checks are written in the header of its SQL: <code>@not_null</code>, <code>@unique</code>, <code>@expect</code>.
      </EmptyState>
    );
  const failuresFirst = checks.toSorted((a, b) => checkRank(a) - checkRank(b));
  return (
    <Table
      label="Checks"
      columns={COLUMNS}
      rows={failuresFirst}
      rowKey={check => `${check.kind}:${check.expression}`}
      rowText={check => `${check.kind} ${check.expression}`}
    />
  );
}

const COLUMNS: TableColumn<CheckState>[] = [
  { id: 'state', title: 'State', width: 92, render: check => <CheckBadge check={check} />, sortBy: checkRank },
  {
    id: 'says',
    title: 'What holds when all is well',
    isRowHeader: true,
    render: check => <CheckText check={check} />,
    sortBy: check => check.expression,
  },
  { id: 'failed', title: 'Failing rows', width: 152, align: 'end', render: failing, sortBy: check => check.rowsFailed },
  { id: 'sample', title: 'For example', width: '24%', render: ({ sample }) => <Sample text={sample} /> },
  { id: 'when', title: 'Checked', width: 132, render: when, sortBy: check => check.checkedAt },
];

function failing({ rowsFailed, rowsChecked, passed }: CheckState): string {
  return passed === null ? '–' : `${count(rowsFailed)} of ${count(rowsChecked)}`;
}

function when({ checkedAt, seconds }: CheckState) {
  return (
    <span className="muted" title={`took ${duration(seconds)}`}>
      {checkedAt === null ? '–' : moment(checkedAt)}
    </span>
  );
}

const Sample = ({ text }: { text: string | null }) =>
  text === null ? (
    <span className="faint">–</span>
  ) : (
    <span className="mono" title={text}>
      {text}
    </span>
  );
