import type { SourceCheck } from '../../../shared/rpc/collectors.ts';
import { Icon } from '../../ui/icon.tsx';

const NAMES: Record<SourceCheck['steps'][number]['step'], string> = {
  'account and key': 'Account and key',
  connection: 'Connection',
  format: 'Format of the answer',
};

/** What a test found, step by step. */
export function SourceCheckResult({ check }: { check: SourceCheck }) {
  const { steps, milliseconds, limits, newFields } = check;
  const facts = [milliseconds === null ? null : `answered in ${milliseconds} ms`, limits].filter(Boolean);
  return (
    <div className="source-check" role="status">
      <ul>
        {steps.map(({ step, ok, message }) => (
          <li key={step} data-ok={ok}>
            <Icon name={ok ? 'success' : 'error'} />
            <span>
              {NAMES[step]}: {message}
            </span>
          </li>
        ))}
      </ul>
      {facts.length > 0 && <p className="faint">{facts.join(', ')}</p>}
      {newFields.length > 0 && <p className="faint">New fields, which are kept: {newFields.join(', ')}</p>}
    </div>
  );
}
