import { parentPort, workerData } from 'node:worker_threads';
import { openLakehouse } from '../lakehouse/open.ts';
import { storedBytes } from '../lakehouse/stored-bytes.ts';

/** Walks the whole lakehouse once, says what each table takes, and is gone. */
const { lakePath } = workerData as { lakePath: string };
const lake = openLakehouse(lakePath, { readonly: true });
try {
  parentPort?.postMessage(storedBytes(lake.db));
} finally {
  lake.close();
}
