import { useState } from 'react';
import type { Report } from '../../../shared/rpc/reports.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { reportsQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { href, navigate, useLocation } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { bytes, moment } from '../../ui/format.ts';
import { Page } from '../../ui/panel.tsx';
import { SplitPane } from '../../ui/split-pane.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { MakeReport } from './make-report.tsx';
import { ReportBadge } from './report-badge.tsx';
import { ReportView } from './report-view.tsx';
import { VerifyFile } from './verify-file.tsx';
import './reports.css';

/** `#/reports`, `#/reports/ID`, `#/reports/new`, `#/reports/verify` */
export default function ReportsPage() {
  const { path } = useLocation();
  const answer = useQuery(reportsQuery);
  const selected = path[1] ?? null;
  const [removing, setRemoving] = useState<Report | null>(null);
  const remove = useAction(async (report: Report) => {
    await rpc.reports.remove({ reportId: report.reportId });
    invalidate('reports');
    setRemoving(null);
    navigate(href('reports'));
  }, 'The report was not removed');
  return (
    <Page
      title="Reports"
      actions={
        <>
          <Button icon="check" onPress={() => navigate(href('reports', 'verify'))}>
            Verify a file…
          </Button>
          <Button variant="primary" icon="plus" onPress={() => navigate(href('reports', 'new'))}>
            Make a report
          </Button>
        </>
      }
    >
      <Answered answer={answer}>
        {reports =>
          reports.length === 0 ? <NoReports /> : <Panes reports={reports} selected={selected} onRemove={setRemoving} />
        }
      </Answered>
      <VerifyFile isOpen={selected === 'verify'} onClose={() => navigate(href('reports'))} />
      <MakeReport isOpen={selected === 'new'} onClose={() => navigate(href('reports'))} />
      <ConfirmDialog
        title="Remove this report?"
        isOpen={removing !== null}
        action="Remove report"
        danger
        isPending={remove.pending}
        onConfirm={() => removing !== null && remove.run(removing)}
        onClose={() => setRemoving(null)}
      >
        Its files are deleted from this machine. Copies that were given to others stay with them.
      </ConfirmDialog>
    </Page>
  );
}

function NoReports() {
  return (
    <EmptyState
      icon="report"
      title="No reports yet"
      actions={<Button onPress={() => navigate(href('reports', 'new'))}>Make the first one</Button>}
    >
      A report is a folder with recommendations, reasons and data quality that can be opened anywhere and checked
      against its data.
    </EmptyState>
  );
}

interface PanesProps {
  reports: readonly Report[];
  selected: string | null;
  onRemove: (report: Report) => void;
}

function Panes({ reports, selected, onRemove }: PanesProps) {
  return (
    <SplitPane
      name="reports"
      panes={[
        { id: 'list', defaultSize: '52%', minSize: 320, content: <ReportList reports={reports} selected={selected} /> },
        {
          id: 'detail',
          minSize: 300,
          content: (
            <ReportDetail
              report={reports.find(report => String(report.reportId) === selected) ?? null}
              onRemove={onRemove}
            />
          ),
        },
      ]}
    />
  );
}

function ReportList({ reports, selected }: { reports: readonly Report[]; selected: string | null }) {
  return (
    <div className="reports-scroll">
      <Table
        label="Reports"
        columns={COLUMNS}
        rows={reports}
        rowKey={report => String(report.reportId)}
        rowText={report => report.title}
        selected={selected}
        onSelect={report => navigate(href('reports', String(report.reportId)))}
      />
    </div>
  );
}

function ReportDetail({ report, onRemove }: { report: Report | null; onRemove: (report: Report) => void }) {
  return report === null ? (
    <EmptyState icon="report" title="Choose a report to see its files" />
  ) : (
    <ReportView report={report} onRemove={() => onRemove(report)} />
  );
}

const COLUMNS: TableColumn<Report>[] = [
  {
    id: 'title',
    title: 'Report',
    isRowHeader: true,
    render: report => <span title={report.title}>{report.title}</span>,
    sortBy: report => report.title,
  },
  {
    id: 'state',
    title: 'State',
    width: 92,
    render: report => <ReportBadge report={report} />,
    sortBy: report => `${report.intact}${report.stale}`,
  },
  { id: 'size', title: 'Size', width: 80, align: 'end', render: report => bytes(sizeOf(report)), sortBy: sizeOf },
  {
    id: 'made',
    title: 'Made',
    width: 132,
    render: report => <span className="muted">{moment(report.createdAt)}</span>,
    sortBy: report => report.createdAt,
  },
];

function sizeOf(report: Report): number {
  return report.files.reduce((sum, file) => sum + file.bytes, 0);
}
