import { useMemo, useState } from 'react';
import { Header } from 'react-aria-components/Header';
import { ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components/ListBox';
import type { RelationSummary } from '../../../shared/rpc/catalogue.ts';
import { href, navigate } from '../../state/router.ts';
import { StatusDot } from '../../ui/badge.tsx';
import { SearchField } from '../../ui/field.tsx';
import { count, relationTitle, shortCount } from '../../ui/format.ts';
import { inOrder, LAYER_TITLES, relationState, type Layer } from './layers.ts';

/** All relations under their layers; typing narrows them, arrows walk. */
export function RelationList({
  relations,
  selected,
}: {
  relations: readonly RelationSummary[];
  selected: string | null;
}) {
  const [text, setText] = useState('');
  const layers = useMemo(() => groupByLayer(relations, text), [relations, text]);
  return (
    <div className="rel-list">
      <div className="rel-search">
        <SearchField label="Find a relation" value={text} onChange={setText} />
      </div>
      <ListBox
        className="rel-items"
        aria-label="Relations"
        selectionMode="single"
        selectionBehavior="replace"
        selectedKeys={selected === null ? [] : [selected]}
        onSelectionChange={keys => keys !== 'all' && keys.forEach(key => navigate(href('catalogue', String(key))))}
        renderEmptyState={() => <div className="ui-list-empty">No relation is called that.</div>}
      >
        {layers.map(([layer, members]) => (
          <ListBoxSection key={layer} id={layer}>
            <Header className="ui-list-heading">{LAYER_TITLES[layer]}</Header>
            {members.map(relation => (
              <RelationItem key={relation.name} relation={relation} />
            ))}
          </ListBoxSection>
        ))}
      </ListBox>
    </div>
  );
}

function RelationItem({ relation }: { relation: RelationSummary }) {
  const state = relationState(relation);
  return (
    <ListBoxItem id={relation.name} textValue={relationTitle(relation.name)} className="ui-list-item rel-item">
      <StatusDot tone={state.tone} label={state.text} />
      <span className="truncate" title={relation.name}>
        {shortName(relation)}
      </span>
      <span className="rel-rows number" title={`${count(relation.rows)} rows`}>
        {relation.exists ? shortCount(relation.rows) : '–'}
      </span>
    </ListBoxItem>
  );
}

const shortName = ({ name, layer }: RelationSummary): string =>
  layer === 'lake' ? name : name.slice(layer.length + 1);

function groupByLayer(relations: readonly RelationSummary[], text: string): [Layer, RelationSummary[]][] {
  const wanted = text.trim().toLowerCase();
  const found = relations.filter(({ name, grain }) => name.includes(wanted) || grain.toLowerCase().includes(wanted));
  return [...Map.groupBy(inOrder(found), relation => relation.layer)];
}
