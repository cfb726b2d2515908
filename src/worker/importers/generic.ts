import { TracklakeError } from '../../shared/errors.ts';
import { parseJson } from './cells/parse-json.ts';
import type { DelimitedFormat, Draft, Format, Importer, Plan, Problem, Sample } from './importer.ts';
import { bronzeRelation, rulesOfMapping, type Mapping } from './mapping.ts';
import { namedTrackId } from './named-track.ts';
import { splitLine } from './sample.ts';
import { suggestMapping, suggestFor } from './suggest-mapping.ts';

/** Any delimited text with a header line; which column is what comes from a mapping, or is guessed by the names. */
export const genericCsv: Importer = {
  name: 'csv',
  title: 'CSV or TSV with a header, by column mapping',
  version: 1,
  detect(sample) {
    const delimiter = delimiterOf(sample);
    if (delimiter === undefined) return 0;
    return suggestMapping(splitLine(sample.lines[0] ?? '', delimiter))?.complete === true ? 0.4 : 0;
  },
  plan(sample, { mapping } = {}) {
    const delimiter = delimiterOf(sample) ?? ',';
    const format: DelimitedFormat = {
      kind: 'delimited',
      delimiter,
      quotes: delimiter !== '\t' || sample.lines.some(line => /(?:^|\t)"[^\t]*"(?:\t|$)/.test(line)),
      columns: 'header',
      encoding: 'utf-8 or latin-1',
    };
    return planByMapping(format, splitLine(sample.lines[0] ?? '', delimiter), mapping);
  },
};

/** JSON, an object a line; fields inside objects are named with dots. */
export const genericJsonLines: Importer = {
  name: 'json-lines',
  title: 'JSON lines, by field mapping',
  version: 1,
  detect(sample) {
    const fields = jsonFields(sample);
    return fields.length > 0 && suggestMapping(fields)?.complete === true ? 0.4 : 0;
  },
  plan: (sample, { mapping } = {}) => planByMapping({ kind: 'json-lines' }, jsonFields(sample), mapping),
};

/** A plan for fields with names of their own: by the mapping given, else by the best guess. Throws where there is none. */
export function planByMapping(format: Format, fields: readonly string[], given: Mapping | undefined): Plan {
  const mapping = given ?? suggestMapping(fields)?.mapping;
  if (mapping === undefined)
    throw new TracklakeError(
      'bad_input',
      `no column is recognised: ${fields.slice(0, 20).join(', ') || 'there are none'}`,
      {
        fields: [...fields],
        hint: 'give a mapping: which relation, and which field is which column',
      },
    );
  const relation = bronzeRelation(mapping.relation);
  const complete =
    Object.keys(mapping.columns).length > 0 ? mapping : (suggestFor(relation.name, fields)?.mapping ?? mapping);
  const rules = rulesOfMapping(complete);
  const title = relation.name === 'bronze_dim_songs' ? 'title' : 'track_title';
  const byName = rules.some(rule => rule.to === title) && !rules.some(rule => rule.to === 'track_id');
  if (!byName) return { relation: relation.name, format, rules };
  return {
    relation: relation.name,
    format,
    rules,
    computed: ['track_id', ...(hasArtist(rules) ? [] : ['artist_name'])],
    finish: row => identify(row, title),
  };
}

const hasArtist = (rules: readonly { to: string }[]): boolean => rules.some(rule => rule.to === 'artist_name');

/** A track without an id of its own is known by artist and title. */
function identify(row: Draft, titleColumn: string): Problem | undefined {
  const title = row.get(titleColumn);
  const artist = row.get('artist_name');
  if (title === null)
    return { reason: 'missing_value', column: titleColumn, message: 'neither a track id nor a title' };
  row.set('track_id', namedTrackId(artist === null ? null : String(artist), String(title)));
  return undefined;
}

/** The delimiter that splits the header into the most fields, and the next lines into as many. */
export function delimiterOf(sample: Sample): string | undefined {
  const [header = '', ...rows] = sample.lines.slice(0, 6);
  const fits = (delimiter: string): number => {
    const count = splitLine(header, delimiter).length;
    const agreeing = rows.filter(row => splitLine(row, delimiter).length === count).length;
    return count < 2 ? 0 : count + (agreeing >= rows.length / 2 ? 100 : 0);
  };
  const best = [',', '\t', ';', '|']
    .map(delimiter => ({ delimiter, fit: fits(delimiter) }))
    .sort((a, b) => b.fit - a.fit)[0];
  return best !== undefined && best.fit > 0 && !header.startsWith('{') && !header.startsWith('[')
    ? best.delimiter
    : undefined;
}

/** The fields of the first objects of a sample, nested ones with dots. */
export function jsonFields(sample: Sample): string[] {
  const fields = new Set<string>();
  for (const line of sample.lines.slice(0, 20)) {
    const object = tryJson(line);
    if (typeof object === 'object' && object !== null && !Array.isArray(object)) addFields(object, '', fields, 0);
  }
  return [...fields];
}

function tryJson(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    return undefined;
  }
}

function addFields(object: object, prefix: string, fields: Set<string>, depth: number): void {
  for (const [key, value] of Object.entries(object) as [string, unknown][]) {
    const nested = typeof value === 'object' && value !== null && !Array.isArray(value) && depth < 4;
    if (nested) addFields(value, `${prefix}${key}.`, fields, depth + 1);
    else fields.add(prefix + key);
  }
}
