import { TracklakeError } from '../../shared/errors.ts';
import type { EntityId } from '../../shared/rpc/base.ts';
import { appendRows } from '../importers/append-rows.ts';
import type { JobContext } from '../jobs/context.ts';
import type { Load } from '../lakehouse/ledger.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { relationExists } from '../lakehouse/store.ts';

/** same and different bind the next builds; open takes back what was said before. */
export const DECISIONS = ['same', 'different', 'open'] as const;
export type TrackDecision = (typeof DECISIONS)[number];

export interface DecisionRequest {
  trackId: EntityId;
  otherTrackId: EntityId;
  decision: TrackDecision;
}

/**
 * Writes down what a person says of two tracks, as a load of its own; it takes effect with the next build. The latest word
 * on a pair counts. Throws `not_found` for a track that isn't there, `bad_input` for one and the same.
 */
export function decideMatch(lake: Lakehouse, request: DecisionRequest, ctx: JobContext): Load {
  const [a, b] = [request.trackId, request.otherTrackId].map(id => knownTrack(lake, id));
  if (a === undefined || b === undefined || a === b)
    throw new TracklakeError('bad_input', 'a decision is about two different tracks', {
      value: String(request.trackId),
    });
  const decidedAt = ctx.now().toISOString();
  const [first, second] = idOrder(a, b) < 0 ? [a, b] : [b, a];
  const row = { track_id: first, other_track_id: second, decision: request.decision, decided_at: decidedAt };
  return appendRows(lake, 'bronze_track_decisions', 'track-decisions', [row], ctx, {
    fileName: `${first} and ${second}: ${request.decision}`,
    identity: `${decidedAt} ${ctx.runId}`,
  });
}

/** A track's id as the lakehouse holds it: on a command line, 42 may be a number or a text. */
function knownTrack(lake: Lakehouse, id: EntityId): EntityId {
  if (!relationExists(lake.db, 'silver_dim_songs'))
    throw new TracklakeError('not_found', 'there are no tracks yet', { hint: 'tracklake build makes the relations' });
  const spellings = typeof id === 'string' && /^\d{1,15}$/.test(id) ? [BigInt(id), id] : [id];
  const find = lake.db.prepare('select track_id from silver_dim_songs where track_id = ?').pluck();
  for (const spelling of spellings) {
    const found = find.get(typeof spelling === 'number' ? BigInt(spelling) : spelling) as EntityId | undefined;
    if (found !== undefined) return found;
  }
  throw new TracklakeError('not_found', `no track ${id}`, { value: String(id), hint: 'tracklake match lists pairs' });
}

const idOrder = (a: EntityId, b: EntityId): number =>
  typeof a === typeof b ? (a < b ? -1 : 1) : typeof a === 'number' ? -1 : 1;
