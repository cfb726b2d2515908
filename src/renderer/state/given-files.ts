import { createStore, useStore } from './store.ts';

/** Files that wait for the import page: by path where the host can see them, else by what the browser holds. */
export interface GivenFiles {
  readonly paths: readonly string[];
  readonly files: readonly File[];
}

const given = createStore<GivenFiles>({ paths: [], files: [] });
export const useGivenFiles = (): GivenFiles => useStore(given);
export const handFiles = (files: GivenFiles): void => given.set(files);
export const clearGivenFiles = (): void => given.set({ paths: [], files: [] });
