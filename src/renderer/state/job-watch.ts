import { useEffect, useState } from 'react';
import type { Job, JobLogLine } from '../../shared/domain/jobs.ts';
import { rpc } from '../rpc/client.ts';
import { problemOf, type Problem } from '../rpc/problem.ts';

export interface JobWatch {
  job: Job | null;
  lines: readonly JobLogLine[];
  problem: Problem | null;
}

const KEPT_LINES = 5000;

/** The job as it changes and its log so far, until it has ended. Lines that come together are shown together. */
export function useJobWatch(jobId: number): JobWatch {
  const [watch, setWatch] = useState<JobWatch>({ job: null, lines: [], problem: null });
  useEffect(() => {
    const controller = new AbortController();
    let waiting: JobLogLine[] = [];
    let latest: Job | null = null;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const flush = () => {
      timer = null;
      const [lines, job] = [waiting, latest];
      waiting = [];
      setWatch(now => ({ job: job ?? now.job, lines: [...now.lines, ...lines].slice(-KEPT_LINES), problem: null }));
    };
    const follow = async () => {
      for await (const event of await rpc.jobs.watch({ jobId }, { signal: controller.signal })) {
        if (event.kind === 'job') latest = event.job as Job;
        else waiting.push(event.line);
        timer ??= setTimeout(flush, 80);
      }
    };
    follow().catch((error: unknown) => {
      if (!controller.signal.aborted) setWatch(now => ({ ...now, problem: problemOf(error) }));
    });
    return () => {
      controller.abort();
      if (timer !== null) clearTimeout(timer);
    };
  }, [jobId]);
  return watch;
}
