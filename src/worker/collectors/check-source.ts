import { TracklakeError } from '../../shared/errors.ts';
import { importerNamed } from '../importers/registry.ts';
import { sourceSchema } from '../importers/source-schema.ts';
import type { CancelToken } from '../jobs/context.ts';
import type { Collector } from './collector.ts';
import { openSource, type Outside } from './open-source.ts';

export interface CheckStep {
  step: 'account and key' | 'connection' | 'format';
  ok: boolean;
  message: string;
}

export interface SourceCheck {
  ok: boolean;
  steps: CheckStep[];
  milliseconds: number | null;
  /** What the service says of its limits. */
  limits: string | null;
  /** Fields of a record that the registered schema does not know; they are kept, and shown here. */
  newFields: string[];
}

/** Tries a source with one small request: is everything given, does it answer, is the answer what we can read? */
export async function checkSource(
  collector: Collector,
  account: string | undefined,
  outside: Outside,
  cancel: CancelToken,
): Promise<SourceCheck> {
  const steps: CheckStep[] = [];
  const check: SourceCheck = { ok: false, steps, milliseconds: null, limits: null, newFields: [] };
  const impatient = { ...outside, world: { ...outside.world, mostAttempts: 1, mostBytes: 1 << 20, timeoutMs: 15_000 } };
  try {
    const source = await step('account and key', () => openSource(collector, account, impatient, cancel, () => {}));
    const answer = await step('connection', () => source.client.get(collector.trial.request(source.account)));
    check.milliseconds = Math.round(answer.milliseconds);
    check.limits = limitsIn(answer.headers);
    const records = await step('format', () => Promise.resolve(collector.trial.read(answer.body)));
    check.newFields = newFields(collector, records);
    check.ok = true;
  } catch (error) {
    if (!(error instanceof TracklakeError)) throw error;
  }
  return check;

  async function step<T>(name: CheckStep['step'], work: () => Promise<T>): Promise<T> {
    try {
      const done = await work();
      steps.push({ step: name, ok: true, message: SAID[name] });
      return done;
    } catch (error) {
      if (error instanceof TracklakeError) {
        const hint = error.details.hint === undefined ? '' : ` – ${error.details.hint}`;
        steps.push({ step: name, ok: false, message: error.message + hint });
      }
      throw error;
    }
  }
}

const SAID: Record<CheckStep['step'], string> = {
  'account and key': 'given',
  connection: 'it answers',
  format: 'the answer can be read',
};

function limitsIn(headers: Headers): string | null {
  const limit = headers.get('x-ratelimit-limit');
  const left = headers.get('x-ratelimit-remaining');
  return limit === null || left === null ? null : `${left} of ${limit} requests left`;
}

/** Top-level fields that no version of the source's schema names. */
function newFields(collector: Collector, records: readonly object[]): string[] {
  const importer = importerNamed(collector.streams[0]?.into.at(-1)?.importer ?? '');
  const plan = importer.plan({ fileName: '', text: '', lines: [], beside: () => undefined });
  const known = new Set(Object.keys(sourceSchema(importer, plan).properties).map(path => path.split('.')[0]));
  return [...new Set(records.flatMap(record => Object.keys(record)))].filter(field => !known.has(field)).sort();
}
