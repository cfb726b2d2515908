import { TracklakeError } from '../../shared/errors.ts';
import type { CheckAnswer, Task } from '../messages.ts';
import { withSession } from './session.ts';
import { namedParameters } from './tokens.ts';

type CheckTask = Extract<Task, { kind: 'check' }>;

/** Prepares a statement without running it. Its first error is an answer, never thrown. */
export function checkStatement(task: CheckTask, cacheFolder: string): CheckAnswer {
  try {
    return withSession({ ...task, cacheFolder, fill: false }, ({ db, sql, reads, compiled }) => {
      const columns = db
        .prepare(sql)
        .columns()
        .map(({ name, type }) => ({ name, type }));
      return { problems: [], columns, params: namedParameters(sql), reads: reads(), compiledSql: compiled.sql };
    });
  } catch (error) {
    if (!(error instanceof TracklakeError)) throw error;
    const { offset, length } = error.details;
    return {
      problems: [
        {
          message: error.message,
          offset: offset ?? null,
          length: typeof length === 'number' ? length : null,
          severity: 'error',
        },
      ],
      columns: [],
      params: [],
      reads: [],
      compiledSql: task.sql,
    };
  }
}
