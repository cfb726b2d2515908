import { TracklakeError } from '../../shared/errors.ts';

/** A row of the users table as Debezium saw it. */
type UserImage = Record<string, unknown>;

/** Debezium's envelope: what a row was before and after a change, and where in the database's log the change stands. */
export interface ChangeEnvelope {
  type: 'user_change';
  event_id?: string | number;
  op: 'c' | 'r' | 'u' | 'd';
  before?: UserImage | null;
  after?: UserImage | null;
  source?: Record<string, unknown> | null;
  ts_ms?: number | null;
}

/** A change as one flat event: a user's row, with what happened to it in `extra`. */
export interface UserChange extends Record<string, string | number | boolean> {
  type: 'user_change';
  event_id: string | number;
}

/** Takes the envelope out of the {schema, payload} that a converter with schemas wraps it in. */
export function unwrapChange(value: object): object {
  if (!('payload' in value) || typeof value.payload !== 'object') return value;
  return { ...value, ...value.payload };
}

/**
 * The row that a change leaves, or for a delete the last one there was, as a user's description. The change's place in the
 * database's log is its key, so that a connector that sends it again after a restart adds nothing. Throws `bad_input`.
 */
export function flattenChange(envelope: ChangeEnvelope): UserChange {
  const image = (envelope.op === 'd' ? envelope.before : envelope.after) ?? {};
  const { user_id: userId = image['id'], name, country, birth_year: birthYear, plan, ...others } = image;
  if (typeof userId !== 'string' && typeof userId !== 'number')
    throw new TracklakeError(
      'bad_input',
      `a change of kind ${envelope.op} without the user's id: ${JSON.stringify(image)}`,
    );
  const { signed_up_at: signedUp = others['created_at'], ...rest } = others;
  if (rest['id'] === userId) delete rest['id'];
  const changedAt = timeOf(envelope.source?.['ts_ms'] ?? envelope.ts_ms);
  if (changedAt === null) throw new TracklakeError('bad_input', 'a change without ts_ms');
  const position = positionOf(envelope);
  const eventId = position === null ? envelope.event_id : `${position}:${envelope.op}:${userId}`;
  if (eventId === undefined)
    throw new TracklakeError('bad_input', 'a change with neither event_id nor a position in its source');
  const change = {
    op: envelope.op,
    changed_at: changedAt,
    ...(position === null ? {} : { position, sequence: sequenceOf(envelope) }),
  };
  const row = { name, country, birth_year: birthYear, plan, signed_up_at: secondsOf(signedUp) };
  return {
    ...{ type: 'user_change', event_id: eventId, user_id: userId, extra: JSON.stringify({ ...rest, change }) },
    ...Object.fromEntries(Object.entries(row).filter((entry): entry is [string, string | number] => entry[1] != null)),
  };
}

/** Where a change stands in the database's log, for the connectors that say so: PostgreSQL, MySQL, SQL Server, MongoDB. */
function positionOf(envelope: ChangeEnvelope): string | null {
  const within = placesOf(envelope).map(([name, value]) => `${name}=${value}`);
  const place = ['connector', 'name', 'schema', 'table'].map(name => String(envelope.source?.[name] ?? '')).join('.');
  return within.length === 0 ? null : `${place}:${within.join(',')}`;
}

/** The same as a text that sorts like the log: of changes within one millisecond, it says which was last. */
const sequenceOf = (envelope: ChangeEnvelope): string =>
  placesOf(envelope)
    .map(([, value]) => (/^\d+$/.test(value) ? value.padStart(20, '0') : value))
    .join(',');

const placesOf = ({ source }: ChangeEnvelope): [name: string, value: string][] =>
  ['lsn', 'commit_lsn', 'change_lsn', 'scn', 'file', 'pos', 'row', 'ord'].flatMap(name => {
    const value = source?.[name];
    return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
  });

const secondsOf = (value: unknown): string | null => timeOf(value)?.replace(/\.\d+Z$/, 'Z') ?? null;

/** ISO 8601 in UTC from Debezium's times: texts with a zone, or days, seconds, milli-, micro- or nanoseconds since 1970. */
function timeOf(value: unknown): string | null {
  if (typeof value === 'string') return Number.isNaN(Date.parse(value)) ? null : new Date(value).toISOString();
  if (typeof value !== 'number') return null;
  const unit = UNITS.find(({ below }) => Math.abs(value) < below);
  const time = new Date(value * (unit?.milliseconds ?? 1e-6));
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** Until the year 2286, a number says by its size what it counts. */
const UNITS = [
  { below: 1e6, milliseconds: 86_400_000 },
  { below: 1e10, milliseconds: 1000 },
  { below: 1e13, milliseconds: 1 },
  { below: 1e16, milliseconds: 1e-3 },
];
