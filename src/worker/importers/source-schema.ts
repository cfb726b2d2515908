import { bronzeRelation } from './mapping.ts';
import type { CellKind, Importer, Plan } from './importer.ts';

/** A JSON Schema (2020-12) of one record of a source, as the importer of this version reads it. */
export interface SourceSchema {
  $schema: string;
  $id: string;
  title: string;
  description: string;
  type: 'object';
  properties: Record<string, object>;
  required: string[];
  additionalProperties: true;
}

/** The name under which the schema of a source's records is registered: `spotify-extended.fact_listening_events.v1`. */
export const schemaName = (importer: Importer, plan: Plan): string =>
  `${importer.name}.${plan.relation.replace('bronze_', '')}.v${importer.version}`;

/**
 * Describes what a source's records must and may hold. Unknown fields are welcome: they are kept in `extra`, and noticed
 * when they come and go. A change of what is required is a new version of the importer.
 */
export function sourceSchema(importer: Importer, plan: Plan): SourceSchema {
  const notNull = new Set(
    bronzeRelation(plan.relation).columns.flatMap(column => (column.notNull ? [column.name] : [])),
  );
  const computed = new Set(plan.computed ?? []);
  const properties: Record<string, object> = {};
  for (const { from, to, kind } of plan.rules)
    properties[from] = { ...TYPES[kind], description: `${describe(kind)}; becomes ${to}` };
  for (const field of plan.ignore ?? []) properties[field] ??= { description: 'known; not taken over as it is' };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `tracklake:${schemaName(importer, plan)}`,
    title: importer.title,
    description: `One record, which becomes a row of ${plan.relation}. Paths with dots lead into objects.`,
    type: 'object',
    properties,
    required: plan.rules
      .filter(rule => (rule.required === true || notNull.has(rule.to)) && !computed.has(rule.to))
      .map(rule => rule.from),
    additionalProperties: true,
  };
}

const TYPES: Record<CellKind, object> = {
  id: { type: ['string', 'integer', 'null'] },
  integer: { type: ['integer', 'string', 'null'] },
  real: { type: ['number', 'string', 'null'] },
  text: { type: ['string', 'null'] },
  time: { type: ['string', 'integer', 'null'] },
  date: { type: ['string', 'integer', 'null'] },
  flag: { type: ['boolean', 'integer', 'string', 'null'] },
};

const describe = (kind: CellKind): string =>
  ({
    id: 'an id',
    integer: 'a whole number',
    real: 'a number',
    text: 'text',
    time: 'a moment: ISO 8601 (UTC where it says nothing), epoch seconds or milliseconds, or DD Mon YYYY HH:MM',
    date: 'a day, or a moment of it',
    flag: 'yes or no',
  })[kind];
