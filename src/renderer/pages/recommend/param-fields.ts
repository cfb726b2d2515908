export interface ParamField {
  name: string;
  description?: string;
  default?: number;
  min?: number;
  max?: number;
  integer: boolean;
}

/** The numbers among a recommender's parameters, from their JSON Schema. */
export function numericParams(schema: unknown): ParamField[] {
  if (!isRecord(schema) || !isRecord(schema['properties'])) return [];
  return Object.entries(schema['properties']).flatMap(([name, property]): ParamField[] => {
    if (!isRecord(property) || (property['type'] !== 'number' && property['type'] !== 'integer')) return [];
    return [
      {
        name,
        description: text(property['description']),
        default: number(property['default']),
        min: bound(property['minimum'] ?? property['exclusiveMinimum']),
        max: bound(property['maximum'] ?? property['exclusiveMaximum']),
        integer: property['type'] === 'integer',
      },
    ];
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
/** JSON Schema writes "any integer" as a bound of 2^53, which is none. */
const bound = (value: unknown): number | undefined =>
  typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
