import { useCallback, useLayoutEffect, useRef } from 'react';

/** The same function for ever, which does what the latest one does: for children that must not be drawn again while one scrolls. */
export function useStable<A extends unknown[]>(callback: (...args: A) => void): (...args: A) => void {
  const latest = useRef(callback);
  useLayoutEffect(() => {
    latest.current = callback;
  });
  return useCallback((...args: A) => latest.current(...args), []);
}
