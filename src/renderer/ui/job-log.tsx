import { useLayoutEffect, useRef } from 'react';
import type { JobLogLine } from '../../shared/domain/jobs.ts';
import type { Problem } from '../rpc/problem.ts';
import { Notice } from './states.tsx';
import './job-log.css';

/** The log as it grows. It stays at its end until the person scrolls up. */
export function JobLog({
  lines,
  problem,
  running,
}: {
  lines: readonly JobLogLine[];
  problem: Problem | null;
  running: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    if (atEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [lines]);
  return (
    <div
      ref={box}
      className="log"
      role="log"
      aria-label="Log"
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight < 24;
      }}
    >
      {problem !== null && problem.code !== 'offline' && (
        <Notice tone="warn">The log could not be read: {problem.message}</Notice>
      )}
      {lines.length === 0 && problem === null && (
        <p className="faint">{running ? 'No messages yet.' : 'It said nothing.'}</p>
      )}
      {lines.map((line, index) => (
        <div key={index} className="log-line" data-level={line.level}>
          <time dateTime={line.at}>{clockTime(line.at)}</time>
          <span className="log-level">{line.level}</span>
          <span className="log-text">{line.message}</span>
        </div>
      ))}
    </div>
  );
}

const clockTime = (iso: string): string => {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : at.toTimeString().slice(0, 8);
};
