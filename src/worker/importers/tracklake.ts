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
    return fileNameFits(sample.fileName, relation) ? 1 : 0.9;
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

/** The relation whose not-null columns are all in the header, and that shares the most columns with it. */
function relationOf(sample: Sample): BronzeRelation | undefined {
  const header = new Set(headerOf(sample, ','));
  const shared = (relation: BronzeRelation): number => relation.columns.filter(c => header.has(c.name)).length;
  return bronzeRelations()
    .filter(relation => relation.columns.every(column => !column.notNull || header.has(column.name)))
    .filter(relation => shared(relation) >= Math.max(2, header.size / 2))
    .sort(
      (a, b) =>
        Number(fileNameFits(sample.fileName, b)) - Number(fileNameFits(sample.fileName, a)) || shared(b) - shared(a),
    )[0];
}

function fileNameFits(fileName: string, relation: BronzeRelation): boolean {
  const stem = relation.name.replace('bronze_', '');
  return fileName.startsWith(stem) || (stem === 'fact_listening_events' && /^trends_\d{4}-\d\d-\d\d/.test(fileName));
}
