import { useState } from 'react';
import { reportFileUrl, type Report, type ReportVerification } from '../../../shared/rpc/reports.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { hostInfoQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { valueOf } from '../../ui/answer.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { bytes, moment } from '../../ui/format.ts';
import { Facts } from '../../ui/panel.tsx';
import { Notice } from '../../ui/states.tsx';
import { ReportBadge } from './report-badge.tsx';
import { Verdict } from './verdict.tsx';

/** One report: what it was made from, whether it is still what was written, and its files. */
export function ReportView({ report, onRemove }: { report: Report; onRemove: () => void }) {
  const [verified, setVerified] = useState<ReportVerification | null>(null);
  const verify = useAction(
    async () => setVerified(await rpc.reports.verify({ reportId: report.reportId })),
    'The report could not be read again',
  );
  return (
    <div className="report">
      <header className="report-head">
        <h2 className="truncate" title={report.title}>
          {report.title}
        </h2>
        <ReportBadge report={report} />
        <span className="report-actions">
          <Button size="small" icon="check" onPress={verify.run} isPending={verify.pending}>
            Verify
          </Button>
          <IconButton icon="trash" label="Remove report" size="small" onPress={onRemove} />
        </span>
      </header>
      {!report.intact && <Notice tone="error">A file of this report is gone or is not what was written.</Notice>}
      {report.intact && report.stale && (
        <Notice tone="warn">
          Newer data or a newer model is there. The report still shows snapshot {report.snapshotId}.
        </Notice>
      )}
      {verified !== null && <Verdict verified={verified} />}
      <Facts
        items={[
          ['Made', moment(report.createdAt)],
          ['Snapshot', report.snapshotId],
          ['Model', report.modelId === null ? '–' : <code key="model">{report.modelId}</code>],
          ['SHA-256', <code key="sha">{report.sha256}</code>],
          ['Place', <code key="path">{report.path}</code>],
        ]}
      />
      <h3>Files</h3>
      <ul className="report-files">
        {report.files.map(file => (
          <ReportFile key={file.name} reportId={report.reportId} file={file} />
        ))}
      </ul>
    </div>
  );
}

function ReportFile({ reportId, file }: { reportId: number; file: Report['files'][number] }) {
  const host = valueOf(useQuery(hostInfoQuery));
  const open = useAction(async () => {
    const { url } = await rpc.host.ticket({ path: reportFileUrl(reportId, file.name) });
    window.open(url, '_blank', 'noopener');
  }, 'The file was not opened');
  const reveal = useAction(async () => rpc.host.openPath({ path: file.path, reveal: true }), 'The file was not shown');
  return (
    <li className="report-file">
      <span className="truncate" title={file.path}>
        {file.name}
      </span>
      <span className="faint number">{bytes(file.bytes)}</span>
      {host?.kind === 'electron' && (
        <IconButton icon="open" label="Show in its folder" size="small" onPress={reveal.run} />
      )}
      <Button
        size="small"
        icon={file.format === 'html' ? 'external' : 'download'}
        onPress={open.run}
        isPending={open.pending}
      >
        {file.format === 'html' ? 'Open' : 'Download'}
      </Button>
    </li>
  );
}
