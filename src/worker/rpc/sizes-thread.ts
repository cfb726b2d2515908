import { parentPort, workerData } from 'node:worker_threads';
import { storedBytes } from '../lakehouse/catalogue.ts';
import { openLakehouse } from '../lakehouse/open.ts';

/** Walks the whole lakehouse once, says what each table takes, and is gone. */
const { lakePath } = workerData as { lakePath: string };
const lake = openLakehouse(lakePath, { readonly: true });
try {
  parentPort?.postMessage(storedBytes(lake.db));
} finally {
  lake.close();
}
