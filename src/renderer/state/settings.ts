import type { Settings } from '../../shared/rpc/settings.ts';
import { rpc } from '../rpc/client.ts';
import { problemOf } from '../rpc/problem.ts';
import { toast } from '../ui/toast.tsx';
import { setChosenKeys } from './commands.ts';
import { connection } from './lake.ts';
import { chooseMotion } from './motion.ts';
import { invalidate } from './query.ts';
import { themeSetting } from './theme.ts';

/** Reads the settings when the worker first answers, and makes theme, motion and keys follow them. */
export async function startSettings(): Promise<void> {
  await online();
  const settings = await rpc.settings.get().catch(() => null);
  if (settings !== null) apply(settings);
}

/** Changes what is given, at once on the screen and then in the state file. */
export async function changeSettings(change: Partial<Settings>): Promise<void> {
  if (change.theme !== undefined) themeSetting.set(change.theme);
  try {
    apply(await rpc.settings.set(change));
    invalidate('settings');
  } catch (error) {
    toast({ tone: 'error', title: 'The setting was not saved', detail: problemOf(error).message });
  }
}

function apply(settings: Settings): void {
  themeSetting.set(settings.theme);
  setChosenKeys(settings.keys);
  chooseMotion(settings.reducedMotion);
  document.documentElement.dataset['density'] = settings.density;
}

function online(): Promise<void> {
  return new Promise(resolve => {
    if (connection.get().kind === 'online') return resolve();
    const stop = connection.subscribe(() => {
      if (connection.get().kind !== 'online') return;
      stop();
      resolve();
    });
  });
}
