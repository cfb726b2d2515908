export const RPC_PATH = '/rpc';
/** The same procedures as plain JSON over HTTP, with their description at /api/openapi.json. */
export const API_PATH = '/api';

/**
 * Who answers which domain of calls. The contracts hold to this list; whoever only passes calls on needs no more than it,
 * since a process that has all the schemas holds 10 MB more.
 */
export const WORKER_DOMAINS = [
  'lake',
  'catalogue',
  'notebooks',
  'history',
  'jobs',
  'imports',
  'collectors',
  'matches',
  'events',
  'pipelines',
  'observe',
  'recommend',
  'reports',
  'settings',
] as const;
export const CELL_DOMAINS = ['cells', 'results'] as const;
export const HOST_DOMAINS = ['host'] as const;
