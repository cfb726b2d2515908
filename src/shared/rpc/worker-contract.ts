import { catalogue } from './catalogue.ts';
import { collectors } from './collectors.ts';
import type { WORKER_DOMAINS } from './domains.ts';
import { events } from './events.ts';
import { history } from './history.ts';
import { imports } from './imports.ts';
import { jobs } from './jobs.ts';
import { lake } from './lake.ts';
import { matches } from './matches.ts';
import { notebooks } from './notebooks.ts';
import { observe } from './observe.ts';
import { pipelines } from './pipelines.ts';
import { recommend } from './recommend.ts';
import { reports } from './reports.ts';
import { settings } from './settings.ts';

/** What the worker answers. */
export const workerContract = {
  lake,
  catalogue,
  notebooks,
  history,
  jobs,
  imports,
  collectors,
  matches,
  events,
  pipelines,
  observe,
  recommend,
  reports,
  settings,
} satisfies Record<(typeof WORKER_DOMAINS)[number], object>;
