import type { Job } from '../../../shared/domain/jobs.ts';
import { count, relationTitle } from '../../ui/format.ts';

/** What a job brought, as the plain values of its result. */
export function JobOutcome({ job }: { job: Job }) {
  if (job.state !== 'succeeded') return null;
  const facts = plainFacts(job.result);
  if (facts.length === 0) return null;
  return (
    <dl className="job-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function plainFacts(result: unknown): [string, string][] {
  if (typeof result !== 'object' || result === null) return [];
  return Object.entries(result)
    .flatMap(([key, value]): [string, string][] => {
      const name = relationTitle(key.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase());
      if (typeof value === 'number')
        return [[name, Number.isInteger(value) || Math.abs(value) >= 1000 ? count(value) : value.toPrecision(3)]];
      if (typeof value === 'string' && value.length <= 60) return [[name, value]];
      if (Array.isArray(value)) return [[name, count(value.length)]];
      return [];
    })
    .slice(0, 10);
}
