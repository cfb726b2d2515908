import type { CheckState } from '../../shared/rpc/catalogue.ts';
import { Badge } from './badge.tsx';

/** How a check last ran, in a word. */
export function CheckBadge({ check: { passed, severity } }: { check: Pick<CheckState, 'passed' | 'severity'> }) {
  if (passed === null) return <Badge>never ran</Badge>;
  if (passed) return <Badge tone="ok">passed</Badge>;
  return severity === 'error' ? <Badge tone="error">failed</Badge> : <Badge tone="warn">warned</Badge>;
}

/** A suite's check says a sentence; one of a relation's header is the line of SQL that stands there. */
export function CheckText({ check: { kind, expression } }: { check: Pick<CheckState, 'kind' | 'expression'> }) {
  if (kind.includes('.')) return <span title={`${kind}: ${expression}`}>{expression}</span>;
  return (
    <span className="mono" title={expression}>
      @{kind} {expression}
    </span>
  );
}

/** What failed first, what never ran last. */
export const checkRank = ({ passed, severity }: CheckState): number =>
  passed === false ? (severity === 'error' ? 0 : 1) : passed === null ? 3 : 2;
