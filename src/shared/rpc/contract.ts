import { catalogue } from './catalogue.ts';
import { cells } from './cells.ts';
import { collectors } from './collectors.ts';
import { events } from './events.ts';
import { history } from './history.ts';
import { host } from './host.ts';
import { imports } from './imports.ts';
import { jobs } from './jobs.ts';
import { lake } from './lake.ts';
import { matches } from './matches.ts';
import { notebooks } from './notebooks.ts';
import { observe } from './observe.ts';
import { pipelines } from './pipelines.ts';
import { recommend } from './recommend.ts';
import { reports } from './reports.ts';
import { results } from './results.ts';
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
};
/** What a cell process answers. */
export const cellContract = { cells, results };
/** What the host answers itself. */
export const hostContract = { host };

/** Everything that can be called. POST /rpc/DOMAIN/PROCEDURE with `authorization: Bearer TOKEN` in the loopback host. */
export const contract = { ...workerContract, ...cellContract, ...hostContract };
export type Contract = typeof contract;

export const RPC_PATH = '/rpc';
/** The same procedures as plain JSON over HTTP, with their description at /api/openapi.json. */
export const API_PATH = '/api';
