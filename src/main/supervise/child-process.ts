import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import type { Child, Launcher } from './launcher.ts';

/** Where a child answers, and the key that it wants to see. */
export interface Address {
  socketPath: string;
  key: string;
}

export interface RunningChild extends Address {
  readonly name: string;
  readonly child: Child;
  readonly startedAt: number;
  /** Resolves when it answers; rejects when it died before. */
  readonly ready: Promise<void>;
  readonly alive: boolean;
  /** It said that it is about to end. */
  readonly ending: boolean;
  kill(): void;
}

export interface StartOptions {
  launch: Launcher;
  /** A private folder for the sockets of this launch. */
  folder: string;
  name: string;
  entry: string;
  env: Record<string, string>;
  onMessage?: (message: unknown) => void;
  onExit?: (reason: string) => void;
}

let launches = 0;

/** Launches a child that will serve HTTP on a socket of its own. */
export function startChild({ launch, folder, name, entry, env, onMessage, onExit }: StartOptions): RunningChild {
  launches += 1;
  const key = randomBytes(24).toString('base64url');
  const socketPath = socketFor(folder, launches);
  const child = launch({ name, entry, env: { ...env, TRACKLAKE_SOCKET: socketPath, TRACKLAKE_KEY: key } });
  let alive = true;
  let ending = false;
  const ready = new Promise<void>((resolve, reject) => {
    child.onMessage(message => {
      if (typeOf(message) === 'ready') resolve();
      else if (typeOf(message) === 'ending') ending = true;
      else onMessage?.(message);
    });
    child.onExit(reason => {
      if (!alive) return;
      alive = false;
      reject(new TracklakeError('internal', `${name} ended before it answered: ${reason}`));
      onExit?.(reason);
    });
  });
  ready.catch(() => {}); // whoever waits for it hears of it; nobody may be waiting
  return {
    name,
    child,
    key,
    socketPath,
    startedAt: performance.now(),
    ready,
    get alive() {
      return alive;
    },
    get ending() {
      return ending;
    },
    kill: () => child.kill(),
  };
}

const typeOf = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;

function socketFor(folder: string, number: number): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\tracklake-${process.pid}-${randomBytes(8).toString('hex')}`;
  return join(folder, `${number}.sock`);
}
