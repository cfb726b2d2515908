import { workerData } from 'node:worker_threads';
import { openLakehouse } from '../open.ts';
import type { Rows } from './columns.ts';
import { KernelInputs, type Plays } from './inputs.ts';
import { kernelRows } from './registry.ts';
import type { KernelThreadData } from './ahead.ts';

/** Computes rows of relations, in the order they are asked for, while the thread that asked writes those before. */
export type ToKernelThread = { plays: Plays } | { relation: string };
/** `rows` is undefined where the kernel declines or fails: the relation is then built where it was asked for. */
export interface FromKernelThread {
  relation: string;
  rows: Rows | undefined;
}

const { path, port, answered } = workerData as KernelThreadData;
const lake = openLakehouse(path, { readonly: true, mustExist: true });
let inputs = new KernelInputs(lake.db);

port.on('message', (message: ToKernelThread) => {
  if ('plays' in message) {
    inputs = new KernelInputs(lake.db, message.plays);
    return;
  }
  const answer: FromKernelThread = { relation: message.relation, rows: attempt(message.relation) };
  port.postMessage(answer);
  Atomics.add(answered, 0, 1);
  Atomics.notify(answered, 0);
});

function attempt(relation: string): Rows | undefined {
  try {
    return kernelRows(relation, inputs);
  } catch {
    return undefined;
  }
}
