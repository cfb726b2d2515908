/** What of a JSON Schema says which records fit: its fields with their types and limits, and which of them must be there. */
export interface RecordSchema {
  properties?: Record<string, unknown>;
  required?: readonly string[];
  additionalProperties?: unknown;
}

/** How one version of a schema differs from another. */
export interface SchemaDifference {
  /** What old records break on: `msPlayed must be there now`, `endTime: string, null → integer`. */
  breaking: string[];
  /** What they don't break on: `mood may be there now`. */
  compatible: string[];
}

/**
 * Compares what two versions of a schema let in. A change is compatible when every record that fitted before still fits:
 * fields may be added that need not be there, demands may be dropped, types may be widened.
 */
export function compareSchemas(before: RecordSchema, now: RecordSchema): SchemaDifference {
  const found: SchemaDifference = { breaking: [], compatible: [] };
  const [was, is] = [before.properties ?? {}, now.properties ?? {}];
  const closed = now.additionalProperties === false;
  for (const field of Object.keys(was).filter(name => !(name in is)))
    (closed ? found.breaking : found.compatible).push(`${field} is not known any more`);
  for (const field of Object.keys(is).filter(name => !(name in was)))
    if (!isRequired(now, field)) found.compatible.push(`${field} may be there now`);
  for (const field of Object.keys(is)) {
    if (isRequired(now, field) && !isRequired(before, field)) found.breaking.push(`${field} must be there now`);
    if (!isRequired(now, field) && isRequired(before, field)) found.compatible.push(`${field} may be missing now`);
    if (field in was) compareField(field, limitsOf(was[field]), limitsOf(is[field]), found);
  }
  if (closed && before.additionalProperties !== false) found.breaking.push('unknown fields are not taken any more');
  return found;
}

/** A difference in one line. */
export const differenceText = ({ breaking, compatible }: SchemaDifference): string =>
  [...breaking, ...compatible].join('; ');

const isRequired = (schema: RecordSchema, field: string): boolean => schema.required?.includes(field) ?? false;

type Limits = Record<string, unknown>;

/** Descriptions let nothing in and keep nothing out. */
function limitsOf(field: unknown): Limits {
  const says = Object.entries((field ?? {}) as Limits);
  return Object.fromEntries(says.filter(([name]) => name !== 'description' && name !== 'title'));
}

function compareField(field: string, was: Limits, is: Limits, found: SchemaDifference): void {
  if (JSON.stringify(was) === JSON.stringify(is)) return;
  const [old, types] = [typesOf(was), typesOf(is)];
  if (old !== null && types !== null) {
    const words = `${field}: ${old.join(', ')} → ${types.join(', ')}`;
    if (!old.every(type => types.includes(type))) found.breaking.push(words);
    else if (types.length > old.length) found.compatible.push(words);
  }
  for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
    if (key === 'type' || JSON.stringify(was[key]) === JSON.stringify(is[key])) continue;
    const words = `${field}: ${key} ${shown(was[key])} → ${shown(is[key])}`;
    (isWider(key, was[key], is[key]) ? found.compatible : found.breaking).push(words);
  }
}

function typesOf({ type }: Limits): string[] | null {
  if (type === undefined) return null;
  return (Array.isArray(type) ? type : [type]).map(String);
}

function isWider(key: string, was: unknown, is: unknown): boolean {
  if (is === undefined) return true;
  if (typeof was !== 'number' || typeof is !== 'number') return false;
  return /^max/.test(key) ? is >= was : /^min/.test(key) ? is <= was : false;
}

const shown = (value: unknown): string => (value === undefined ? 'anything' : JSON.stringify(value));
