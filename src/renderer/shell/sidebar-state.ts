import { useSyncExternalStore } from 'react';
import { createStore, useStore } from '../state/store.ts';

/** What the person chose; null follows the window's width. */
const chosen = createStore<'wide' | 'narrow' | null>(readChoice());
const small = matchMedia('(max-width: 1100px)');

export function useNarrowSidebar(): boolean {
  const choice = useStore(chosen);
  const isSmall = useSyncExternalStore(watchWidth, () => small.matches);
  return choice === null ? isSmall : choice === 'narrow';
}

export function toggleSidebar(): void {
  const narrow = chosen.get() === null ? small.matches : chosen.get() === 'narrow';
  const next = narrow ? 'wide' : 'narrow';
  chosen.set(next);
  localStorage.setItem('sidebar', next);
}

function watchWidth(listener: () => void): () => void {
  small.addEventListener('change', listener);
  return () => small.removeEventListener('change', listener);
}

function readChoice(): 'wide' | 'narrow' | null {
  const stored = localStorage.getItem('sidebar');
  return stored === 'wide' || stored === 'narrow' ? stored : null;
}
