import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { TracklakeError } from '../../shared/errors.ts';
import type { KafkaOptions } from './kafka.ts';
import { EVENT_TYPES, type EventType } from './events.ts';

const configSchema = z.strictObject({
  brokers: z.array(z.string().regex(/^[^\s:]+:\d+$/, 'host:port')).min(1),
  topics: z.record(z.string(), z.enum(Object.keys(EVENT_TYPES) as [EventType, ...EventType[]])),
  group: z.string().optional(),
});

/** Where a lakehouse's topics are declared. */
export const kafkaConfigPath = (lakePath: string): string => join(dirname(lakePath), 'streams', 'kafka.yaml');

/** The topics that are read into this lakehouse, or null where none are declared. Throws `bad_input` that names the file. */
export function kafkaConfig(lakePath: string): KafkaOptions | null {
  const path = kafkaConfigPath(lakePath);
  if (!existsSync(path)) return null;
  const parsed = configSchema.safeParse(yamlOf(path));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TracklakeError('bad_input', `${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`, {
      file: path,
    });
  }
  const { brokers, topics, group } = parsed.data;
  return { brokers, topics, ...(group === undefined ? {} : { groupId: group }) };
}

function yamlOf(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new TracklakeError('bad_input', `${path}: ${message}`, { file: path }, { cause: error });
  }
}
