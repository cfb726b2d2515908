import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { TracklakeError } from '../../shared/errors.ts';

/** The body, when it has the form that we know. Throws `check_failed` that names the first place where it differs. */
export function expectFormat<T>(title: string, schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw formatChanged(title, `${issue?.path.map(String).join('.') || 'the answer'}: ${issue?.message ?? 'differs'}`);
}

export const formatChanged = (title: string, what: string): TracklakeError =>
  new TracklakeError('check_failed', `${title} answers in a form that is not known here: ${what}`, {
    hint: 'nothing of it was loaded; collecting again goes on from there',
  });

/**
 * Records that fit, each with its parsed form. Single odd ones are kept (the importer puts them into quarantine); when
 * more than half are odd it is the format that has changed: throws `check_failed`.
 */
export function readRecords<T>(
  title: string,
  schema: z.ZodType<T>,
  records: readonly unknown[],
): { record: object; known: T | undefined }[] {
  const read = records.map(record => ({ record: objectOf(record), parsed: schema.safeParse(record) }));
  const odd = read.filter(({ parsed }) => !parsed.success);
  if (odd.length * 2 > read.length)
    expectFormat(title, schema, records[read.findIndex(({ parsed }) => !parsed.success)]);
  return read.map(({ record, parsed }) => ({ record, known: parsed.success ? parsed.data : undefined }));
}

const objectOf = (record: unknown): object =>
  typeof record === 'object' && record !== null && !Array.isArray(record) ? record : { value: record };

/** A key for a record that has none of its own. */
export const contentKey = (record: object): string =>
  `odd:${createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 24)}`;
