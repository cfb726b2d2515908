import { createStore, useStore } from './store.ts';

const STEPS = [0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2];

const zoom = createStore(readZoom());
export const zoomNow = (): number => zoom.get();
export const useZoom = (): number => useStore(zoom);

/** Applies the stored zoom to the page. Call once. */
export function startZoom(): void {
  const apply = () => {
    const { style } = document.documentElement;
    style.setProperty('zoom', zoom.get() === 1 ? '' : String(zoom.get()));
    style.setProperty('--zoom', String(zoom.get())); // for tokens.css: vh and vw know nothing of it
    localStorage.setItem('zoom', String(zoom.get()));
  };
  zoom.subscribe(apply);
  apply();
}

/** One step larger (1) or smaller (-1); 0 goes back to 100 %. */
export function zoomBy(direction: -1 | 0 | 1): void {
  if (direction === 0) zoom.set(1);
  else zoom.set(now => STEPS[STEPS.indexOf(now) + direction] ?? now);
}

function readZoom(): number {
  const stored = Number(localStorage.getItem('zoom'));
  return STEPS.includes(stored) ? stored : 1;
}
