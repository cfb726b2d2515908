import { jobsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { duration, moment, sentence } from '../../ui/format.ts';
import { JobDot, jobSeconds } from '../../ui/job.tsx';

export function RecentJobs() {
  const answer = useQuery(jobsQuery);
  return (
    <Answered answer={answer}>
      {jobs =>
        jobs.length === 0 ? (
          <p className="home-calm">Nothing has run yet.</p>
        ) : (
          <ul className="home-list">
            {jobs.slice(0, 12).map(job => (
              <li key={job.jobId}>
                <a className="home-item" href={href('jobs', String(job.jobId))}>
                  <JobDot state={job.state} />
                  <span className="truncate">{sentence(job.title)}</span>
                  <span className="home-item-end faint">
                    {jobSeconds(job) !== null && `${duration(jobSeconds(job) ?? 0)} · `}
                    {moment(job.createdAt)}
                  </span>
                </a>
              </li>
            ))}
          </ul>
        )
      }
    </Answered>
  );
}
