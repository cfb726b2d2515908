import type { MatchRow, MatchSide } from '../../../shared/rpc/matches.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { percent } from '../../ui/format.ts';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { CHOICES, TONES, WAITING, type Decide } from './statuses.ts';

/** One pair a row: the two names one above the other, why they are one, how sure that is, and what can be said to it. */
export function MatchTable({ rows, onDecide }: { rows: readonly MatchRow[]; onDecide: Decide }) {
  const choices: TableColumn<MatchRow> = {
    id: 'choices',
    title: 'Decide',
    titleHidden: true,
    width: 176,
    align: 'end',
    render: row => <Choices row={row} onDecide={onDecide} />,
  };
  return (
    <Table
      label="Matches"
      columns={[...COLUMNS, choices]}
      rows={rows}
      rowKey={row => JSON.stringify([row.track.trackId, row.other.trackId])}
      rowText={row => `${row.track.title} and ${row.other.title}`}
      empty="No pair like that."
    />
  );
}

function Choices({ row, onDecide }: { row: MatchRow; onDecide: Decide }) {
  const offered = row.waiting === null ? CHOICES[row.status] : [{ decision: 'open' as const, label: 'Take back' }];
  if (row.waiting === 'open') return null;
  return (
    <span className="match-choices">
      {offered.map(({ decision, label }, place) => (
        <Button
          key={decision}
          size="small"
          variant={place === 0 ? 'default' : 'quiet'}
          aria-label={`${label}: ${row.track.title} and ${row.other.title}`}
          onPress={() => onDecide(row, decision)}
        >
          {label}
        </Button>
      ))}
    </span>
  );
}

function Name({ side }: { side: MatchSide }) {
  const whole = `${side.artist} – ${side.title} (${side.trackId})`;
  return (
    <span className="match-name truncate" title={whole}>
      {side.title} <span className="faint">{side.artist}</span>
    </span>
  );
}

const COLUMNS: TableColumn<MatchRow>[] = [
  {
    id: 'tracks',
    title: 'Tracks',
    width: '36%',
    isRowHeader: true,
    render: row => (
      <span className="match-names">
        <Name side={row.track} />
        <Name side={row.other} />
      </span>
    ),
    sortBy: row => row.track.title,
  },
  {
    id: 'evidence',
    title: 'Why',
    render: row => (
      <span className="match-why" title={row.evidence}>
        {row.evidence}
      </span>
    ),
  },
  {
    id: 'confidence',
    title: 'Sure',
    width: 72,
    align: 'end',
    render: row => <span className="number">{percent(row.confidence, 0)}</span>,
    sortBy: row => row.confidence,
  },
  {
    id: 'status',
    title: 'Status',
    width: 148,
    render: row =>
      row.waiting === null ? (
        <Badge tone={TONES[row.status]}>{row.status}</Badge>
      ) : (
        <Badge tone="info">{WAITING[row.waiting]}</Badge>
      ),
    sortBy: row => row.status,
  },
];
