import { useState } from 'react';
import type { Job, JobState } from '../../../shared/domain/jobs.ts';
import { duration, moment, sentence } from '../../ui/format.ts';
import { JobDot, jobSeconds } from '../../ui/job.tsx';
import { Bar } from '../../ui/progress.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { Segmented } from '../../ui/toggles.tsx';

type Show = 'all' | 'active' | 'failed';

const SHOWN: Record<Show, readonly JobState[] | null> = {
  all: null,
  active: ['queued', 'running'],
  failed: ['failed', 'cancelled'],
};

/** Every job, newest first. */
export function JobList({
  jobs,
  selected,
  onSelect,
}: {
  jobs: readonly Job[];
  selected: Job | null;
  onSelect: (job: Job) => void;
}) {
  const [show, setShow] = useState<Show>('all');
  const states = SHOWN[show];
  return (
    <div className="jobs-list">
      <div className="jobs-filter">
        <Segmented<Show>
          label="Show"
          value={show}
          onChange={setShow}
          options={[
            { value: 'all', label: 'All' },
            { value: 'active', label: 'Queued and running' },
            { value: 'failed', label: 'Failed' },
          ]}
        />
      </div>
      <div className="jobs-scroll">
        <Table
          label="Jobs"
          columns={COLUMNS}
          rows={states === null ? jobs : jobs.filter(job => states.includes(job.state))}
          rowKey={job => String(job.jobId)}
          rowText={job => job.title}
          selected={selected === null ? null : String(selected.jobId)}
          onSelect={onSelect}
          empty="No job is in this state."
        />
      </div>
    </div>
  );
}

const COLUMNS: TableColumn<Job>[] = [
  {
    id: 'title',
    title: 'Job',
    isRowHeader: true,
    render: job => (
      <span className="jobs-title">
        <JobDot state={job.state} />
        <span className="truncate" title={job.title}>
          {sentence(job.title)}
        </span>
      </span>
    ),
    sortBy: job => job.title,
  },
  {
    id: 'kind',
    title: 'Kind',
    width: 88,
    render: job => <span className="muted">{job.kind}</span>,
    sortBy: job => job.kind,
  },
  { id: 'took', title: 'Took', width: 112, align: 'end', render: took, sortBy: job => jobSeconds(job) },
  {
    id: 'when',
    title: 'Started',
    width: 128,
    render: job => <span className="muted">{moment(job.startedAt ?? job.createdAt)}</span>,
    sortBy: job => job.createdAt,
  },
];

function took(job: Job) {
  if (job.state === 'queued') return <span className="faint">queued</span>;
  if (job.state === 'running') {
    const { progress } = job;
    const share = progress?.total == null || progress.total === 0 ? null : Math.min(1, progress.done / progress.total);
    return <Bar share={share} />;
  }
  const seconds = jobSeconds(job);
  if (seconds === null) return <span className="faint">{job.state}</span>;
  return duration(seconds);
}
