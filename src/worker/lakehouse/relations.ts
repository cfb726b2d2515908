import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { TracklakeError, unknownName } from '../../shared/errors.ts';
import { suiteChecksOn } from '../checks/suite.ts';
import { projectFile } from '../project-file.ts';
import { namesIn } from './names-in.ts';
import { parseHeader, type RelationHeader } from './relation-header.ts';

export type Layer = 'bronze' | 'silver' | 'gold';

/** One silver or gold relation, as its `.sql` file states it. */
export interface Relation {
  name: string;
  layer: 'silver' | 'gold';
  header: RelationHeader;
  /** The whole file: runs as it stands. */
  sql: string;
  sha256: string;
  /** The relations that the SELECT names, bronze ones too. */
  inputs: string[];
}

let known: Relation[] | undefined;

/** All silver and gold relations, each after those it reads, refers to or is checked against. Read once. */
export function relations(): Relation[] {
  known ??= inBuildOrder((['silver', 'gold'] as const).flatMap(readLayer));
  return known;
}

/** The relation of that name. Throws `not_found` with the nearest known name. */
export function relationNamed(name: string, all: readonly Relation[] = relations()): Relation {
  const found = all.find(relation => relation.name === name);
  if (found === undefined)
    throw unknownName(
      'relation',
      name,
      all.map(relation => relation.name),
    );
  return found;
}

/** A relation from the text of its file, whose name is the relation's. */
export function parseRelation(name: string, sql: string): Relation {
  const layer = layerOf(name);
  if (layer === 'bronze')
    throw new TracklakeError('bad_input', `${name}.sql: only silver and gold relations are built`);
  return {
    name,
    layer,
    header: parseHeader(sql, `${name}.sql`),
    sql,
    sha256: createHash('sha256').update(sql).digest('hex'),
    inputs: namesIn(sql).filter(input => input !== name),
  };
}

/** Each relation after its inputs and the relations that its checks need; the given order otherwise. A cycle is refused, and named. */
export function inBuildOrder(all: readonly Relation[]): Relation[] {
  const ordered: Relation[] = [];
  const done = new Set<string>();
  const visit = (relation: Relation, path: string[]): void => {
    if (done.has(relation.name)) return;
    if (path.includes(relation.name)) {
      const cycle = [...path.slice(path.indexOf(relation.name)), relation.name].join(' → ');
      throw new TracklakeError('bad_input', `relations read each other in a circle: ${cycle}`, { value: cycle });
    }
    for (const before of comesAfter(relation)) {
      const found = all.find(other => other.name === before);
      if (found !== undefined) visit(found, [...path, relation.name]);
    }
    done.add(relation.name);
    ordered.push(relation);
  };
  for (const relation of all) visit(relation, []);
  return ordered;
}

export function layerOf(name: string): Layer {
  const [layer] = name.split('_');
  if (layer === 'bronze' || layer === 'silver' || layer === 'gold') return layer;
  throw new TracklakeError('bad_input', `${name}: a relation's name begins with its layer: bronze_, silver_ or gold_`);
}

function readLayer(layer: 'silver' | 'gold'): Relation[] {
  const folder = projectFile('src/worker/lakehouse', layer);
  return readdirSync(folder)
    .filter(file => file.endsWith('.sql'))
    .sort()
    .map(file => parseRelation(file.slice(0, -'.sql'.length), readFileSync(`${folder}/${file}`, 'utf8')));
}

function comesAfter(relation: Relation): string[] {
  const referred = relation.header.checks.flatMap(check =>
    check.kind === 'references' || check.kind === 'rows_like' ? [check.relation] : [],
  );
  const looked = suiteChecksOn(relation.name).flatMap(check => check.reads);
  return [...relation.inputs, ...referred, ...looked];
}
