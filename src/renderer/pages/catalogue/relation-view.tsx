import type { RelationDetail } from '../../../shared/rpc/catalogue.ts';
import { relationQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href, navigate, useLocation } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Badge } from '../../ui/badge.tsx';
import { bytes, count, duration, moment } from '../../ui/format.ts';
import { Figure } from '../../ui/panel.tsx';
import { Notice, SkeletonRows } from '../../ui/states.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ChecksTable } from './checks-table.tsx';
import { ColumnsTable } from './columns-table.tsx';
import { coverage, LAYER_TITLES, LAYER_TONES } from './layers.ts';
import { LineagePane } from './lineage-pane.tsx';
import { PreviewPane } from './preview-pane.tsx';
import { SqlPane } from './sql-pane.tsx';

const TABS = ['columns', 'preview', 'lineage', 'checks', 'sql'] as const;
type TabId = (typeof TABS)[number];

/** One relation: what it is, how it is, and five ways to look into it. */
export function RelationView({ name }: { name: string }) {
  const relation = useQuery(relationQuery(name));
  return (
    <Answered answer={relation} skeleton={<SkeletonRows rows={10} label={`Loading ${name}`} />}>
      {detail => (
        <div className="rel-view">
          <RelationHead relation={detail} />
          <RelationTabs relation={detail} />
        </div>
      )}
    </Answered>
  );
}

function RelationHead({ relation }: { relation: RelationDetail }) {
  return (
    <header className="rel-head">
      <div className="rel-title">
        <h2 className="mono truncate">{relation.name}</h2>
        <Badge tone={LAYER_TONES[relation.layer]}>{LAYER_TITLES[relation.layer]}</Badge>
        {relation.stale && <Badge tone="warn">stale</Badge>}
        {!relation.exists && <Badge>not built yet</Badge>}
      </div>
      <p className="muted">{relation.grain}</p>
      {relation.heldBy !== null && (
        <Notice tone="error">
          Shows the rows of before:{' '}
          <a href={href('catalogue', relation.heldBy.relation, { tab: 'checks' })}>{relation.heldBy.relation}</a> failed
          “{relation.heldBy.check}”. New rows come in with the next build that passes.
        </Notice>
      )}
      <div className="rel-figures">
        <Figure name="Rows" value={relation.exists ? count(relation.rows) : '–'} />
        {relation.columns > 0 && <Figure name="Columns" value={count(relation.columns)} />}
        <Figure name="Size" value={relation.bytes === null ? '–' : bytes(relation.bytes)} />
        <Figure name="Covers" value={<span className="rel-words">{coverage(relation)}</span>} />
        <Figure name="Built" value={<span className="rel-words">{builtText(relation)}</span>} />
        {howBuilt(relation) !== undefined && (
          <Figure name="How" value={<span className="rel-words">{howBuilt(relation)}</span>} />
        )}
      </div>
    </header>
  );
}

const builtText = ({ builtAt, layer }: RelationDetail): string =>
  builtAt === null ? (layer === 'bronze' ? 'as loaded' : '–') : moment(builtAt);

function howBuilt({ mode, buildSeconds, snapshotId }: RelationDetail): string | undefined {
  const parts = [];
  if (mode !== null) parts.push(mode);
  if (buildSeconds !== null) parts.push(duration(buildSeconds));
  if (snapshotId !== null) parts.push(`snapshot ${snapshotId}`);
  return parts.length === 0 ? undefined : parts.join(' · ');
}

function RelationTabs({ relation }: { relation: RelationDetail }) {
  const { query } = useLocation();
  const asked = query.get('tab');
  const selected = TABS.find(tab => tab === asked) ?? 'columns';
  const select = (tab: TabId) => navigate(href('catalogue', relation.name, { tab }), { replace: true });
  const { failed, warned } = relation.checks;
  return (
    <Tabs<TabId>
      label={relation.name}
      selected={selected}
      onSelect={select}
      items={[
        {
          id: 'columns',
          title: 'Columns',
          badge: relation.columnList.length || undefined,
          content: <ColumnsTable relation={relation} />,
        },
        { id: 'preview', title: 'Preview', content: <PreviewPane relation={relation} /> },
        { id: 'lineage', title: 'Lineage', content: <LineagePane name={relation.name} /> },
        {
          id: 'checks',
          title: 'Checks',
          badge:
            failed + warned > 0 ? (
              <Badge tone={failed > 0 ? 'error' : 'warn'}>{failed + warned}</Badge>
            ) : (
              relation.checkList.length
            ),
          content: <ChecksTable checks={relation.checkList} />,
        },
        { id: 'sql', title: 'SQL', content: <SqlPane relation={relation} /> },
      ]}
    />
  );
}
