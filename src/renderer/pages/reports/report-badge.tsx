import type { Report } from '../../../shared/rpc/reports.ts';
import { Badge } from '../../ui/badge.tsx';

export function ReportBadge({ report }: { report: Report }) {
  if (!report.intact) return <Badge tone="error">changed</Badge>;
  return report.stale ? <Badge tone="warn">stale</Badge> : <Badge tone="ok">current</Badge>;
}
