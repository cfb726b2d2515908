import { parentPort, workerData } from 'node:worker_threads';
import { TracklakeError } from '../shared/errors.ts';
import type { Answers, RunTask, Task, ThreadMessage } from './messages.ts';
import { runQuery } from './run-query.ts';
import { checkStatement } from './sql/check.ts';
import { explainStatement } from './sql/explain.ts';
import { dumpSchema } from './sql/schema-dump.ts';
import { withSession } from './sql/session.ts';
import { resultFolder } from './store/reader.ts';
import { profileRelation } from './views/profile.ts';
import { aggregateRange, findText, statisticsOf } from './views/read-columns.ts';
import { makeView } from './views/view.ts';

/**
 * Where SQLite runs, apart from the thread that answers requests, so that progress and ceilings go on while a statement
 * does. Nothing can interrupt it but the end of the process.
 */
const port = parentPort;
if (port === null) throw new Error('query-thread runs as a worker thread only');
const { cacheFolder, tick } = workerData as { cacheFolder: string; tick: Int32Array };
const tell = (message: ThreadMessage): void => port.postMessage(message);

port.on('message', (task: Task) => {
  try {
    tell({ type: 'done', answer: perform(task) });
  } catch (error) {
    tell(failure(error));
  }
});

function perform(task: Task): Answers[keyof Answers] {
  switch (task.kind) {
    case 'run':
      return run(task);
    case 'check':
      return checkStatement(task, cacheFolder);
    case 'explain':
      return explainStatement(task, cacheFolder);
    case 'schema':
      return dumpSchema(task.lakePath);
    case 'profile':
      return profileRelation(task);
    case 'view':
      return makeView(cacheFolder, task, (step, share) => tell({ type: 'step', step, share }));
    case 'statistics':
      return statisticsOf(cacheFolder, task);
    case 'aggregate':
      return aggregateRange(cacheFolder, task);
    case 'find':
      return findText(cacheFolder, task);
  }
}

function run(task: RunTask): Answers['run'] {
  return withSession({ ...task, cacheFolder, fill: true }, ({ db, sql, compiled, snapshotId, reads }) => {
    db.prepare(sql);
    tell({ type: 'started', compiledSql: compiled.sql, snapshotId, reads: reads() });
    return runQuery(
      db,
      { ...task, sql, snapshotId, folder: resultFolder(cacheFolder, task.resultId) },
      {
        schema: columns => tell({ type: 'schema', columns }),
        batch: (rows, bytes) => tell({ type: 'batch', rows, bytes }),
      },
      tick,
    );
  });
}

function failure(error: unknown): ThreadMessage {
  if (error instanceof TracklakeError) {
    return { type: 'failed', code: error.code, message: error.message, details: error.details };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { type: 'failed', code: 'internal', message, details: {} };
}
