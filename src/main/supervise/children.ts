import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BreakerOptions } from './breaker.ts';
import { cellPool, type CellPool } from './cell-pool.ts';
import type { RunningChild } from './child-process.ts';
import type { Launcher } from './launcher.ts';
import { supervise, type ChildReport, type Supervised } from './supervised.ts';

/** The processes behind a host: one worker, and cell processes as they are needed. */
export interface Children {
  readonly worker: Supervised;
  readonly cells: CellPool;
  /** Which process runs which result. */
  readonly running: Map<string, RunningChild>;
  /** What a cell process needs to know with each call: which lakehouse is open. */
  cellHeaders(): Record<string, string>;
  reports(): ChildReport[];
  /** Called after every change of a child. */
  onChange(listener: () => void): () => void;
  stop(): void;
}

export interface ChildrenOptions {
  launch: Launcher;
  lakePath: string;
  cacheFolder: string;
  stateFolder: string;
  /** Where the children's modules are; beside the host's own. */
  entries?: { worker: string; cell: string };
  env?: Record<string, string>;
  /** For the worker alone. */
  workerEnv?: Record<string, string>;
  mostCells?: number;
  /** Told of whatever a child says that is none of this file's business. */
  onMessage?: (process: string, message: unknown) => void;
  /** When dying again and again counts as a loop. */
  breakerOptions?: BreakerOptions;
}

/** The page is painted, and the worker answers. */
const RESERVE_AFTER_MS = 1000;

export function startChildren({
  launch,
  lakePath,
  cacheFolder,
  stateFolder,
  entries,
  env = {},
  workerEnv = {},
  mostCells,
  onMessage = () => {},
  breakerOptions,
}: ChildrenOptions): Children {
  const folder = socketFolder();
  const modules = entries ?? besideHost();
  const listeners = new Set<() => void>();
  const changed = (): void => listeners.forEach(listener => listener());
  let openLake = lakePath;

  const shared = { launch, folder, onChange: changed };
  const worker = supervise({
    ...shared,
    name: 'worker',
    ...(breakerOptions === undefined ? {} : { breakerOptions }),
    entry: modules.worker,
    env: { ...env, ...workerEnv, TRACKLAKE_LAKE: lakePath, TRACKLAKE_STATE: stateFolder, TRACKLAKE_CACHE: cacheFolder },
    onMessage: message => {
      const path = openedLake(message);
      if (path !== undefined) openLake = path;
      else onMessage('worker', message);
    },
  });
  const cells = cellPool({
    ...shared,
    entry: modules.cell,
    onMessage: message => onMessage('cell', message),
    env: { ...env, TRACKLAKE_CACHE: cacheFolder },
    reserveAfterMs: RESERVE_AFTER_MS,
    ...(mostCells === undefined ? {} : { most: mostCells }),
    ...(breakerOptions === undefined ? {} : { breakerOptions }),
  });

  return {
    worker,
    cells,
    running: new Map(),
    cellHeaders: () => ({ 'x-tracklake-lake': encodeURIComponent(openLake) }),
    reports: () => [worker.report(), ...cells.reports()],
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      worker.stop();
      cells.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The worker says which lakehouse it has open. */
function openedLake(message: unknown): string | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message) || message.type !== 'lake')
    return undefined;
  return 'path' in message && typeof message.path === 'string' ? message.path : undefined;
}

/** Private to this person and this launch. The path of a Unix socket must be shorter than 104 characters. */
function socketFolder(): string {
  const base = tmpdir().length > 60 ? '/tmp' : tmpdir();
  return mkdtempSync(join(base, 'tracklake-'));
}

function besideHost(): { worker: string; cell: string } {
  const kind = extname(import.meta.url);
  const module = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  return kind === '.ts'
    ? { worker: module('../../worker/index.ts'), cell: module('../../cell/index.ts') }
    : { worker: module('./worker.js'), cell: module('./cell.js') };
}
