import type { Settings } from '../../shared/rpc/settings.ts';
import { createStore, useStore } from './store.ts';

const systemReduces = matchMedia('(prefers-reduced-motion: reduce)');
const chosen = createStore<Settings['reducedMotion']>('system');
const reduced = createStore(systemReduces.matches);

/** Whether nothing should move; charts and scrolling follow it. */
export const useReducedMotion = (): boolean => useStore(reduced);
export const chooseMotion = (choice: Settings['reducedMotion']): void => chosen.set(choice);

/** Keeps the root element in step with the choice and the system. Call once. */
export function startMotion(): void {
  const apply = () => {
    const choice = chosen.get();
    reduced.set(choice === 'system' ? systemReduces.matches : choice === 'on');
    document.documentElement.toggleAttribute('data-reduced-motion', reduced.get());
  };
  chosen.subscribe(apply);
  systemReduces.addEventListener('change', apply);
  apply();
}
