import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { TracklakeError, unknownName } from '../../shared/errors.ts';
import { projectFile } from '../project-file.ts';
import { flattenChange, unwrapChange, type ChangeEnvelope } from './debezium.ts';

/** The kinds of live events, the registered schema of each, and the bronze relation they become rows of. */
export const EVENT_TYPES = {
  listening: { schema: 'listening.v1', relation: 'bronze_fact_listening_events' },
  recommendation: { schema: 'recommendation.v1', relation: 'bronze_recommendation_events' },
  feedback: { schema: 'feedback.v1', relation: 'bronze_feedback_events' },
  user_change: { schema: 'user-change.v1', relation: 'bronze_dim_users' },
} as const;
export type EventType = keyof typeof EVENT_TYPES;

export type StreamEvent = { type: EventType; event_id: string | number } & Record<string, string | number | boolean>;

/** Ten megabytes that only a worker with live events needs. */
const load = createRequire(import.meta.url);
const validators = new Map<EventType, ValidateFunction<StreamEvent | ChangeEnvelope>>();

/** The event, when it fits its schema; a change of a user as the flat row that it leaves. Throws `bad_input` that names its place in the batch, the field and the value. */
export function parseEvent(value: unknown, place = 0): StreamEvent {
  const type = typeof value === 'object' && value !== null && 'type' in value ? String(value.type) : '';
  if (!isEventType(type)) throw unknownName('event type', type, Object.keys(EVENT_TYPES));
  const event = type === 'user_change' ? unwrapChange(Object(value)) : value;
  const validate = validatorOf(type);
  if (validate(event)) return exact(isChange(event) ? flattenChange(event) : event, place);
  throw new TracklakeError('bad_input', `event ${place}: ${explain(validate.errors ?? [], event)}`, { line: place });
}

/** JSON's integers beyond 2^53 have lost their last digits: two ids could have become one. */
function exact(event: StreamEvent, place: number): StreamEvent {
  const lossy = Object.entries(event).find(([, value]) => Number.isInteger(value) && !Number.isSafeInteger(value));
  if (lossy === undefined) return event;
  const [field, value] = lossy;
  const message = `event ${place}: ${field} is an integer beyond 2^53, which must be sent as text: ${String(value)}`;
  throw new TracklakeError('bad_input', message, { line: place });
}

const isChange = (event: StreamEvent | ChangeEnvelope): event is ChangeEnvelope => event.type === 'user_change';
const isEventType = (type: string): type is EventType => Object.hasOwn(EVENT_TYPES, type);

function validatorOf(type: EventType): ValidateFunction<StreamEvent | ChangeEnvelope> {
  const known = validators.get(type);
  if (known !== undefined) return known;
  const schema = JSON.parse(
    readFileSync(projectFile('data', 'schemas', `${EVENT_TYPES[type].schema}.json`), 'utf8'),
  ) as object;
  const { Ajv2020: Ajv } = load('ajv/dist/2020.js') as { Ajv2020: typeof Ajv2020 };
  const validate = new Ajv({ allErrors: true }).compile<StreamEvent | ChangeEnvelope>(schema);
  validators.set(type, validate);
  return validate;
}

/** All in which an event differs from its schema. */
function explain(errors: readonly ErrorObject[], event: unknown): string {
  const found = errors.filter(({ schemaPath }) => !/\/anyOf\/\d/.test(schemaPath));
  return [...new Set(found.map(error => difference(error, event)))].slice(0, MOST_DIFFERENCES).join('; ');
}

const MOST_DIFFERENCES = 8;

function difference(error: ErrorObject, event: unknown): string {
  const field = error.instancePath.slice(1);
  if (error.keyword === 'additionalProperties') return `unknown field ${String(error.params['additionalProperty'])}`;
  if (field === '') return error.message ?? 'not valid';
  return `${field} ${error.message ?? 'is not valid'}: ${JSON.stringify((event as Record<string, unknown>)[field])}`;
}
