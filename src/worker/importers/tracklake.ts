import { TracklakeError } from '../../shared/errors.ts';
import { bronzeRelations, type BronzeRelation } from '../lakehouse/bronze.ts';
import type { Importer, Sample } from './importer.ts';
import { rulesByName } from './mapping.ts';
import { headerOf } from './sample.ts';

/** Tracklake's own files: CSV whose header has the names of a bronze relation's columns. */
export const tracklake: Importer = {
  name: 'tracklake',
  title: 'Tracklake CSV files (generated data, bronze exports)',
  version: 1,
  detect(sample) {
    const relation = relationOf(sample);
    if (relation === undefined) return 0;
    return nameFits(sample.fileName, relation) ? 1 : 0.9;
  },
  plan(sample) {
    const relation = relationOf(sample);
    if (relation === undefined)
      throw new TracklakeError('bad_input', 'the header is not one of a Tracklake file', {
        value: sample.lines[0]?.slice(0, 200),
      });
    return {
      relation: relation.name,
      format: { kind: 'delimited', delimiter: ',', quotes: true, columns: 'header', encoding: 'utf-8' },
      rules: rulesByName(relation, headerOf(sample, ',')),
    };
  },
};

const relationOf = (sample: Sample): BronzeRelation | undefined =>
  relationOfFields(headerOf(sample, ','), sample.fileName);

/** The relation whose not-null columns are all there, and that shares the most columns with the fields. */
export function relationOfFields(fields: readonly string[], name: string): BronzeRelation | undefined {
  const given = new Set(fields);
  const shared = (relation: BronzeRelation): number => relation.columns.filter(c => given.has(c.name)).length;
  return bronzeRelations()
    .filter(relation => relation.columns.every(column => !column.notNull || given.has(column.name)))
    .filter(relation => shared(relation) >= Math.max(2, given.size / 2))
    .sort((a, b) => Number(nameFits(name, b)) - Number(nameFits(name, a)) || shared(b) - shared(a))[0];
}

function nameFits(name: string, relation: BronzeRelation): boolean {
  const stem = relation.name.replace('bronze_', '');
  return (
    name.replace(/^(?:lake_)?bronze_/, '').startsWith(stem) || (stem === 'fact_listening_events' && WEEKLY.test(name))
  );
}

const WEEKLY = /^trends_\d{4}-\d\d-\d\d/;
