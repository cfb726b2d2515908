import { useSyncExternalStore } from 'react';
import { createStore, useStore } from '../state/store.ts';
import { useZoom, zoomNow } from '../state/zoom.ts';

/** Below this width of the window, as it is seen, the sidebar is a strip of icons unless a person chose otherwise. */
const SMALL = 1100;

/** What the person chose; null follows the window's width. */
const chosen = createStore<'wide' | 'narrow' | null>(readChoice());

export function useNarrowSidebar(): boolean {
  const choice = useStore(chosen);
  const width = useSyncExternalStore(watchWidth, () => window.innerWidth);
  return isNarrow(choice, width / useZoom());
}

export function toggleSidebar(): void {
  const next = isNarrow(chosen.get(), window.innerWidth / zoomNow()) ? 'wide' : 'narrow';
  chosen.set(next);
  localStorage.setItem('sidebar', next);
}

const isNarrow = (choice: 'wide' | 'narrow' | null, width: number): boolean =>
  choice === null ? width <= SMALL : choice === 'narrow';

function watchWidth(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
}

function readChoice(): 'wide' | 'narrow' | null {
  const stored = localStorage.getItem('sidebar');
  return stored === 'wide' || stored === 'narrow' ? stored : null;
}
