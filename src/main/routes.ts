import { CELL_DOMAINS, HOST_DOMAINS, WORKER_DOMAINS } from '../shared/rpc/domains.ts';

/** Who answers. `cell`: a process of its own for this call; `any cell`: one that answers beside what it is doing. */
export type Target =
  'static' | 'host' | 'worker' | 'cell' | 'any cell' | 'cancel' | 'upload' | 'ticket' | 'openapi' | 'metrics';

export interface Route {
  name: string;
  methods: readonly string[];
  /** The whole path. */
  pattern: RegExp;
  target: Target;
  /** `public`: what is there before a token can be; `ticket`: the path itself is the key, once; `scrape`: a token that opens nothing else. */
  access: 'public' | 'token' | 'ticket' | 'scrape';
}

const anyOf = (names: readonly string[]): string => `(?:${names.join('|')})`;

/** Calls of a cell process that only read small files or memory: they never take a process for themselves. */
const LIGHT_CALLS = ['results/get', 'results/value', 'results/keep', 'results/remove'];

/** Calls of the worker that change nothing: asked again when the worker died before it answered. */
const READING =
  /^\/(?:rpc|api)\/(?:lake\/(?:status|recent|snapshots|changes|events|search)|catalogue\/\w+|notebooks\/(?:list|drafts|versions?)|history\/list|observe\/\w+|pipelines\/(?:list|problems|runs|touched)|events\/(?:lag|sources)|jobs\/(?:list|get|logs|watch|watchRun)|imports\/(?:sources|preview|loads|quarantine)|collectors\/(?:list|signInState)|recommend\/(?:listeners?|tracks|plays|recommend|recommenders|models|evaluations|gates)|reports\/(?:list|get)|settings\/(?:get|loadState|places))$/;

export const changesNothing = (path: string): boolean => READING.test(path);

/** Every way in. What matches none of them is answered with 404 before anybody looks at it; the first match counts. */
export const ROUTES: readonly Route[] = [
  route('cancel a cell', 'POST', /^\/(?:rpc|api)\/cells\/cancel$/, 'cancel'),
  route('read about results', 'POST', new RegExp(`^/(?:rpc|api)/${anyOf(LIGHT_CALLS)}$`), 'any cell'),
  route('call a cell process', 'POST', new RegExp(`^/(?:rpc|api)/${anyOf(CELL_DOMAINS)}/\\w+$`), 'cell'),
  route('call the worker', 'POST', new RegExp(`^/(?:rpc|api)/${anyOf(WORKER_DOMAINS)}/\\w+$`), 'worker'),
  route('call the host', 'POST', new RegExp(`^/rpc/${anyOf(HOST_DOMAINS)}/\\w+$`), 'host'),
  route('the API described', 'GET', /^\/api\/openapi\.json$/, 'openapi'),
  route('a window of rows', 'GET', /^\/results\/[\w-]+$/, 'any cell'),
  route('export a result', 'GET', /^\/results\/[\w-]+\/export$/, 'cell'),
  route('a report’s file', 'GET', /^\/reports\/\d+\/[^/]+$/, 'worker'),
  route('upload a file', 'POST', /^\/uploads$/, 'upload'),
  { name: 'metrics', methods: ['GET'], pattern: /^\/metrics$/, target: 'metrics', access: 'scrape' },
  {
    name: 'use a ticket',
    methods: ['GET'],
    pattern: /^\/t\/[\w-]{32}(?:\/[^/]*)?$/,
    target: 'ticket',
    access: 'ticket',
  },
  {
    name: 'the interface',
    methods: ['GET', 'HEAD'],
    pattern: /^\/(?!(?:rpc|api|results|reports|uploads|metrics|t)(?:\/|$))[\w./@+-]*$/,
    target: 'static',
    access: 'public',
  },
];

function route(name: string, method: string, pattern: RegExp, target: Target): Route {
  return { name, methods: [method], pattern, target, access: 'token' };
}

export const routeOf = (method: string, path: string): Route | undefined =>
  ROUTES.find(each => each.methods.includes(method) && each.pattern.test(path));
