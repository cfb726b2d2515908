import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile } from '../project-file.ts';
import type { RecordSchema } from './compare.ts';

/** A schema that ships: of an event, or of one kind of file of a source. */
export interface ShippedSchema {
  /** With its version, and the kind of file where a source has several: `spotify-account.fact_listening_events.v1`. */
  name: string;
  kind: 'event' | 'source';
  /** The event type, or the importer. */
  of: string;
  version: number;
  schema: RecordSchema & { title?: string };
}

let known: ShippedSchema[] | undefined;

/** Every schema of `data/schemas`. Read once. */
export function shippedSchemas(): ShippedSchema[] {
  known ??= [
    ...readFolder(projectFile('data', 'schemas'), 'event'),
    ...readFolder(projectFile('data', 'schemas', 'sources'), 'source'),
  ];
  return known;
}

function readFolder(folder: string, kind: ShippedSchema['kind']): ShippedSchema[] {
  return readdirSync(folder)
    .filter(file => file.endsWith('.json'))
    .sort()
    .map(file => {
      const name = file.slice(0, -'.json'.length);
      const version = Number(/\.v(\d+)/.exec(name)?.[1] ?? 1);
      const schema = JSON.parse(readFileSync(join(folder, file), 'utf8')) as ShippedSchema['schema'];
      return { name, kind, of: name.split('.')[0] ?? name, version, schema };
    });
}
