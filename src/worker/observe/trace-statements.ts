import type Database from 'better-sqlite3';
import { recordSpan } from '../../shared/trace/tracing.ts';

type Method = (this: Database.Statement, ...args: unknown[]) => unknown;

/**
 * From now on every statement of this thread that takes at least `leastMs` is a span below whatever it is done for. The
 * driver has no hook for this, so its statements' own methods are wrapped; it is called once, and only while tracing.
 */
export function traceStatements(db: Database.Database, leastMs: number): void {
  const prototype = Object.getPrototypeOf(db.prepare('select 1')) as Record<string, Method>;
  for (const name of ['run', 'get', 'all']) {
    const method = prototype[name];
    if (method === undefined) continue;
    prototype[name] = function (...args) {
      const began = performance.now();
      try {
        return method.apply(this, args);
      } finally {
        if (performance.now() - began >= leastMs)
          recordSpan('sql', { 'db.system': 'sqlite', 'db.statement': this.source }, performance.timeOrigin + began);
      }
    };
  }
}
