import { useState } from 'react';
import type { RelationSummary } from '../../../shared/rpc/catalogue.ts';
import { lineageQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href, navigate, useLocation } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Badge, StatusDot } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { bytes, count, moment } from '../../ui/format.ts';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { coverage, coveredTo, inOrder, LAYER_TITLES, LAYER_TONES, relationState } from './layers.ts';
import { LineageGraph } from './lineage-graph.tsx';

/** What is shown while no relation is chosen: the whole lakehouse, as a table or as a graph. */
export function AllRelations({ relations }: { relations: readonly RelationSummary[] }) {
  const [tab, setTab] = useState<'table' | 'lineage'>('table');
  return (
    <Tabs
      label="Lakehouse"
      selected={tab}
      onSelect={setTab}
      items={[
        { id: 'table', title: 'All relations', content: <RelationTable relations={relations} /> },
        { id: 'lineage', title: 'Lineage', content: <WholeLineage /> },
      ]}
    />
  );
}

function RelationTable({ relations }: { relations: readonly RelationSummary[] }) {
  const { query } = useLocation();
  const onlyFailed = query.get('checks') === 'failed';
  const onlyStale = query.get('stale') === '1';
  const shown = inOrder(relations).filter(
    relation => (!onlyFailed || relation.checks.failed + relation.checks.warned > 0) && (!onlyStale || relation.stale),
  );
  return (
    <>
      {(onlyFailed || onlyStale) && (
        <div className="rel-filter">
          <Badge tone="accent">{onlyFailed ? 'with failed checks or warnings' : 'stale'}</Badge>
          <Button size="small" variant="quiet" onPress={() => navigate(href('catalogue'))}>
            Show all
          </Button>
        </div>
      )}
      <Table
        label="Relations"
        columns={COLUMNS}
        rows={shown}
        rowKey={relation => relation.name}
        rowText={relation => relation.name}
        onOpen={relation => navigate(href('catalogue', relation.name))}
        empty="No relation is in this state."
      />
    </>
  );
}

const COLUMNS: TableColumn<RelationSummary>[] = [
  {
    id: 'name',
    title: 'Relation',
    isRowHeader: true,
    render: relation => (
      <span className="rel-cell">
        <StatusDot tone={LAYER_TONES[relation.layer]} label={LAYER_TITLES[relation.layer]} />
        <span className="truncate" title={relation.name}>
          {relation.name}
        </span>
      </span>
    ),
    sortBy: r => r.name,
  },
  {
    id: 'state',
    title: 'State',
    width: 104,
    render: r => <StateBadge relation={r} />,
    sortBy: r => relationState(r).text,
  },
  {
    id: 'rows',
    title: 'Rows',
    width: 88,
    align: 'end',
    render: r => (r.exists ? count(r.rows) : '–'),
    sortBy: r => r.rows,
  },
  {
    id: 'covers',
    title: 'Newest day',
    width: 108,
    render: r => (
      <span className="muted" title={coverage(r)}>
        {coveredTo(r)}
      </span>
    ),
    sortBy: r => r.coveredTo,
  },
  {
    id: 'size',
    title: 'Size',
    width: 78,
    align: 'end',
    render: r => (r.bytes === null ? '–' : bytes(r.bytes)),
    sortBy: r => r.bytes,
  },
  {
    id: 'built',
    title: 'Built',
    width: 96,
    render: r => <span className="muted">{r.builtAt === null ? '–' : moment(r.builtAt)}</span>,
    sortBy: r => r.builtAt,
  },
];

function StateBadge({ relation }: { relation: RelationSummary }) {
  const { tone, text } = relationState(relation);
  return <Badge tone={tone}>{text}</Badge>;
}

function WholeLineage() {
  const lineage = useQuery(lineageQuery());
  return <Answered answer={lineage}>{graph => <LineageGraph lineage={graph} current={null} />}</Answered>;
}
