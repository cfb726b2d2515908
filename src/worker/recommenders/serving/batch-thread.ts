import { parentPort, workerData } from 'node:worker_threads';
import { TracklakeError } from '../../../shared/errors.ts';
import { openLakehouse } from '../../lakehouse/open.ts';
import type { Id } from '../recommender.ts';
import { openServing, type RecommendationList } from './open-serving.ts';
import type { BatchRequest } from './recommend-batch.ts';

/** One thread of a batch: opens the model for itself and answers blocks of users. */
export type FromBatch =
  { lists: RecommendationList[] } | { failure: { code: TracklakeError['code']; message: string } };

const port = parentPort;
if (port === null) throw new Error('batch-thread runs as a worker thread only');
const { lakePath, request } = workerData as { lakePath: string; request: BatchRequest };
const lake = openLakehouse(lakePath, { readonly: true });
const serving = openServing(lake, request.modelId === undefined ? {} : { modelId: request.modelId });

port.on('message', (block: readonly Id[]) => {
  try {
    port.postMessage({ lists: [...serving.recommendAll({ ...request, userIds: block })] } satisfies FromBatch);
  } catch (error) {
    const { code, message } = error instanceof TracklakeError ? error : new TracklakeError('internal', String(error));
    port.postMessage({ failure: { code, message } } satisfies FromBatch);
  }
});
