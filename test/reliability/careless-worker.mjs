import { Worker } from 'node:worker_threads';

/** The worker with a stream whose offset is committed before its rows, as most consumers do. A test of kills must notice. */
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (message, ...rest) {
  if (message?.type !== 'chore' || message.chore.kind !== 'load') return post.call(this, message, ...rest);
  const { batch } = message.chore;
  const ahead = { ...batch, events: [], rejected: [] };
  post.call(this, { type: 'chore', choreId: -1, chore: { kind: 'load', batch: ahead } });
  const behind = { ...message, chore: { kind: 'load', batch: { ...batch, from: batch.nextOffset } } };
  setTimeout(() => post.call(this, behind), 300);
};
await import('../../src/worker/index.ts');
