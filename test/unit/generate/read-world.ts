import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of its own for one test, removed behind it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-generate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const lines = (path: string): string[] => readFileSync(path, 'utf8').replace(/\n$/, '').split('\n');

export interface Play {
  event: number;
  user: number;
  track: number;
  at: string;
  second: number;
  ms: number;
  skipped: number;
  context: string;
  playlist: string;
}

/** The rows of a clean plays file. */
export function readPlays(path: string): Play[] {
  return lines(path)
    .slice(1)
    .map(line => {
      const [event, user, track, at = '', ms, skipped, context = '', playlist = ''] = line.split(',');
      return {
        event: Number(event),
        user: Number(user),
        track: Number(track),
        at,
        second: Date.parse(at) / 1000,
        ms: Number(ms),
        skipped: Number(skipped),
        context,
        playlist,
      };
    });
}

/** Rows of a CSV whose fields hold no line breaks, by header; quotes are understood. */
export function readTable(path: string): Record<string, string>[] {
  const [header = '', ...rows] = lines(path);
  const names = header.split(',');
  return rows.map(row => {
    const fields = [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
      quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
    );
    if (fields.length !== names.length) throw new Error(`${path}: ${row}`);
    return Object.fromEntries(names.map((name, i) => [name, fields[i] ?? '']));
  });
}
