import { useState } from 'react';
import { problemOf } from '../rpc/problem.ts';
import { toast } from '../ui/toast.tsx';

/** Something a button does: `pending` while it runs; a failure is told in a toast under the given title. */
export function useAction<A extends unknown[]>(
  act: (...args: A) => Promise<unknown>,
  failure: string,
): { run: (...args: A) => void; pending: boolean } {
  const [pending, setPending] = useState(false);
  const run = (...args: A) => {
    setPending(true);
    act(...args)
      .catch((error: unknown) => toast({ tone: 'error', title: failure, detail: problemOf(error).message }))
      .finally(() => setPending(false));
  };
  return { run, pending };
}
