import { utilityProcess } from 'electron';
import type { Launcher } from '../supervise/launcher.ts';

/** Children as Electron's utility processes. They end with the app. */
export const electronLauncher: Launcher = ({ name, entry, env }) => {
  const child = utilityProcess.fork(entry, [], {
    serviceName: name,
    stdio: 'inherit',
    env: { ...definedEnv(), ...env },
  });
  return {
    get pid() {
      return child.pid ?? null;
    },
    kill: () => {
      const { pid } = child;
      if (pid !== undefined) process.kill(pid, 'SIGKILL'); // its own kill() asks, and a statement does not listen
    },
    onExit: listener => void child.once('exit', code => listener(`exit code ${code}`)),
    onMessage: listener => void child.on('message', listener),
  };
};

const definedEnv = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
