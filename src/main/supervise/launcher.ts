import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A running child process, whoever launched it. */
export interface Child {
  readonly pid: number | null;
  /** At once, and without asking: SQLite can't be interrupted otherwise. */
  kill(): void;
  /** Called once. */
  onExit(listener: (reason: string) => void): void;
  /** What the child says with `process.send` or `process.parentPort.postMessage`. */
  onMessage(listener: (message: unknown) => void): void;
}

export interface LaunchRequest {
  /** For reading: "worker", "cell 3". */
  name: string;
  /** The module that the child runs. */
  entry: string;
  /** Added to the host's own environment. */
  env: Record<string, string>;
}

/** How a host starts its children: Electron's utility processes, or Node's child processes. */
export type Launcher = (request: LaunchRequest) => Child;

/** Code that runs once is not worth optimising: a process at rest holds some 12 MB less. It ends that when it has work. */
const STARTING = ['--no-opt', '--no-maglev', '--max-semi-space-size=2'];

/** Children on Node: on this one, or on the one that `TRACKLAKE_NODE` names. Their standard error is passed on by lines. */
export function nodeLauncher(
  node = process.env['TRACKLAKE_NODE'] ?? process.execPath,
  log: (line: string) => void = line => process.stderr.write(`${line}\n`),
): Launcher {
  return ({ name, entry, env }) => {
    const child = spawn(node, [...STARTING, '--disable-warning=ExperimentalWarning', entry], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'json',
      windowsHide: true,
    });
    if (child.stderr !== null) createInterface(child.stderr).on('line', line => log(`${name}: ${line}`));
    return {
      pid: child.pid ?? null,
      kill: () => void child.kill('SIGKILL'),
      onExit: listener => {
        child.once('exit', (code, signal) => listener(signal ?? `exit code ${code}`));
        child.once('error', error => listener(error.message));
      },
      onMessage: listener => void child.on('message', listener),
    };
  };
}
