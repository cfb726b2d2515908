import type { RelationSummary } from '../../shared/rpc/catalogue.ts';
import { href } from '../state/router.ts';
import { relationsQuery } from '../state/queries.ts';
import { useQuery } from '../state/query.ts';
import { valueOf } from './answer.tsx';
import { Badge } from './badge.tsx';

type HeldBy = NonNullable<RelationSummary['heldBy']>;

/** Why a relation shows its rows of before, in a sentence. */
export const heldBackText = ({ relation, check }: HeldBy): string =>
  `Shows the rows of before: ${relation} failed “${check}”`;

/** Beside every number that comes from relations which a failed check keeps as they were. Nothing where none is. */
export function HeldBack({ reads }: { reads: readonly string[] }) {
  const relations = valueOf(useQuery(relationsQuery)) ?? [];
  const held = relations.find(({ name, heldBy }) => heldBy !== null && reads.includes(name))?.heldBy;
  if (held == null) return null;
  return (
    <a href={href('catalogue', held.relation, { tab: 'checks' })} title={heldBackText(held)} className="ui-held-back">
      <Badge tone="error" icon="warning">
        checks failed
      </Badge>
    </a>
  );
}
