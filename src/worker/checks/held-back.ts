import type { CheckState, RelationSummary } from '../../shared/rpc/catalogue.ts';
import { relations } from '../lakehouse/relations.ts';

/**
 * For each relation that a failed check of severity `error` keeps as it was, which check of which relation that is: its own,
 * or one of a relation that it is made from.
 */
export function heldBack(checks: readonly CheckState[]): Map<string, NonNullable<RelationSummary['heldBy']>> {
  const held = new Map<string, NonNullable<RelationSummary['heldBy']>>();
  for (const { relation, kind, expression, severity, passed } of checks)
    if (passed === false && severity === 'error' && !held.has(relation))
      held.set(relation, { relation, check: kind.includes('.') ? expression : `@${kind} ${expression}` });
  for (const { name, inputs } of relations()) {
    const because = inputs.map(input => held.get(input)).find(each => each !== undefined);
    if (because !== undefined && !held.has(name)) held.set(name, because);
  }
  return held;
}
