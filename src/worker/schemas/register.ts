import type Database from 'better-sqlite3';
import { TracklakeError } from '../../shared/errors.ts';
import { compareSchemas, differenceText, type RecordSchema } from './compare.ts';
import { shippedSchemas, type ShippedSchema } from './shipped.ts';

/** A schema as a lakehouse knows it, with what changed since data came in under it. */
export interface RegisteredSchema {
  name: string;
  schema: RecordSchema;
  registeredAt: string;
  /** Compatible changes, oldest first. */
  changes: { at: string; difference: string }[];
}

const KEY = 'schema:';

/**
 * Holds the schemas of an event type or a source against those under which the lakehouse took its data before, and keeps
 * them. A compatible change is recorded. Throws `bad_input` with the difference for a version that lets in less than it
 * did: that wants a new version, beside which the old one stays.
 */
export function registerSchemas(db: Database.Database, of: string, now: Date, all = shippedSchemas()): void {
  for (const shipped of all.filter(schema => schema.of === of)) register(db, shipped, now.toISOString());
}

function register(db: Database.Database, { name, schema }: ShippedSchema, at: string): void {
  const known = registeredSchema(db, name);
  if (known === undefined) return store(db, { name, schema, registeredAt: at, changes: [] });
  if (JSON.stringify(known.schema) === JSON.stringify(schema)) return;
  const difference = compareSchemas(known.schema, schema);
  if (difference.breaking.length > 0) {
    throw new TracklakeError(
      'bad_input',
      `the schema ${name} was changed in a way that what it took before does not fit: ${differenceText(difference)}`,
      { value: name, hint: 'such a change is a new version, with a schema of its own' },
    );
  }
  const words = differenceText(difference);
  store(db, {
    ...known,
    schema,
    changes: words === '' ? known.changes : [...known.changes, { at, difference: words }],
  });
}

export function registeredSchema(db: Database.Database, name: string): RegisteredSchema | undefined {
  const text = db.prepare('select value from lake_meta where key = ?').pluck().get(`${KEY}${name}`) as
    string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as RegisteredSchema);
}

/** All schemas that the lakehouse took data under, by name. */
export function registeredSchemas(db: Database.Database): RegisteredSchema[] {
  const texts = db.prepare(`select value from lake_meta where key >= ? and key < ? order by key`).pluck();
  return (texts.all(KEY, 'schema;') as string[]).map(text => JSON.parse(text) as RegisteredSchema);
}

function store(db: Database.Database, schema: RegisteredSchema): void {
  db.prepare('insert or replace into lake_meta (key, value) values (?, ?)').run(
    `${KEY}${schema.name}`,
    JSON.stringify(schema),
  );
}
