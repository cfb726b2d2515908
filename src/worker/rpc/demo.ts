import { join } from 'node:path';
import type { DemoSize } from '../../shared/rpc/lake.ts';
import type { JobRequest } from '../jobs/store.ts';

/** A generated world in the jobs that make it a workbench, each visible as soon as it is done. */
export function demoJobs({ users, songs, events, weeks, seed, defects }: DemoSize, cacheFolder: string): JobRequest[] {
  const out = join(cacheFolder, 'demo', `seed-${seed}-${users}-${songs}-${events}`);
  return [
    {
      kind: 'generate',
      title: 'generate a year of listening',
      params: { out, users, songs, events, seed, defects, weeks },
    },
    { kind: 'import', title: 'import what was generated', params: { paths: [out] } },
    { kind: 'build', title: 'build relations', params: {} },
    { kind: 'evaluate', title: 'evaluate recommenders', params: {} },
    { kind: 'fit', title: 'fit the hybrid', params: {} },
  ];
}
