import { useState } from 'react';
import type { DataDocs } from '../../../shared/rpc/catalogue.ts';
import { href } from '../../state/router.ts';
import { Badge } from '../../ui/badge.tsx';
import { count, moment, plural } from '../../ui/format.ts';
import { heldBackText } from '../../ui/held-back.tsx';
import { SearchField } from '../../ui/field.tsx';

type Relation = DataDocs['relations'][number];

/** Every relation in reading order: what one row is, its columns, where it comes from and goes to. */
export function RelationsPane({ docs }: { docs: DataDocs }) {
  const [wanted, setWanted] = useState('');
  const text = wanted.trim().toLowerCase();
  const shown = inOrder(docs.relations).filter(
    ({ name, grain, columnList }) =>
      text === '' ||
      name.includes(text) ||
      grain.toLowerCase().includes(text) ||
      columnList.some(column => column.name.includes(text)),
  );
  return (
    <div className="docs-pane">
      <div className="docs-head">
        <SearchField label="Find a relation or a column" value={wanted} onChange={setWanted} />
        <span className="muted number">{plural(shown.length, 'relation')}</span>
      </div>
      <ul className="docs-relations">
        {shown.map(relation => (
          <li key={relation.name}>
            <RelationEntry relation={relation} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Results first, sources last. */
const inOrder = (relations: readonly Relation[]): Relation[] =>
  (['gold', 'silver', 'bronze', 'lake'] as const).flatMap(layer => relations.filter(each => each.layer === layer));

function RelationEntry({ relation }: { relation: Relation }) {
  const { name, grain, columnList, upstream, downstream, heldBy } = relation;
  return (
    <article className="docs-relation">
      <h2>
        <a className="mono" href={href('catalogue', name)}>
          {name}
        </a>
        {relation.stale && <Badge tone="warn">stale</Badge>}
        {heldBy !== null && <Badge tone="error">held back</Badge>}
      </h2>
      <p>{grain}</p>
      {heldBy !== null && <p className="docs-held">{heldBackText(heldBy)}</p>}
      <p className="muted">{state(relation)}</p>
      <p className="docs-columns mono">
        {columnList.map(column => (
          <span key={column.name} data-key={column.key || undefined} title={columnTitle(column)}>
            {column.name}
          </span>
        ))}
      </p>
      <Links word="Reads" names={upstream} />
      <Links word="Read by" names={downstream} />
    </article>
  );
}

function state({ exists, rows, coveredFrom, coveredTo, builtAt, checks }: Relation): string {
  if (!exists) return 'not built yet';
  const declared = checks.passed + checks.warned + checks.failed;
  return [
    plural(rows, 'row'),
    ...(coveredFrom === null ? [] : [`${coveredFrom} to ${coveredTo ?? ''}`]),
    ...(builtAt === null ? [] : [`built ${moment(builtAt)}`]),
    ...(declared === 0 ? [] : [`${count(checks.passed)} of ${count(declared)} checks passed`]),
  ].join(' · ');
}

function columnTitle({ type, key, notNull, references }: Relation['columnList'][number]): string {
  return [
    type,
    ...(key ? ['key'] : []),
    ...(notNull ? ['always there'] : []),
    ...(references === null ? [] : [`leads to ${references.relation}.${references.column}`]),
  ].join(', ');
}

function Links({ word, names }: { word: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p className="faint">
      {word}{' '}
      {names.map((name, i) => (
        <span key={name}>
          {i > 0 && ', '}
          <a href={href('catalogue', name)}>{name}</a>
        </span>
      ))}
    </p>
  );
}
