import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** How a file would open a connection by itself. */
const GOES_OUT =
  /(?<![#\w])fetch\(|\bglobalThis\.fetch\b|\bhttps?\.(?:get|request)\(|\brequest\(\{|\bnet\.connect\(|\btls\.connect\(|new WebSocket\(|new EventSource\(|sendBeacon/;

/** Each of them with where it goes. */
const KNOWN: Record<string, string> = {
  'src/worker/collectors/http/api-client.ts': 'the sources, when a person asks',
  'src/main/proxy.ts': 'the children, by their sockets',
  'src/renderer/rpc/client.ts': 'its own origin',
  'src/renderer/rpc/click-trace.ts': 'its own origin',
  'src/main/observe/trace-exporter.ts': 'traces, to where TRACKLAKE_TRACES says; nowhere without it',
};

it('only the collectors go out; whatever else opens a connection stays on this machine', () => {
  const found = globSync('src/**/*.{ts,tsx}', { cwd: root }).filter(path => {
    const code = readFileSync(join(root, path), 'utf8').replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
    return GOES_OUT.test(code);
  });
  expect(found.filter(path => KNOWN[path] === undefined).sort()).toEqual([]);
});

it('nothing collects by itself: a job, a call and a command do, and a pipeline that a person wrote', () => {
  const users = globSync('src/**/*.{ts,tsx}', { cwd: root })
    .filter(path => !path.startsWith('src/worker/collectors/'))
    .filter(path =>
      /^import \{.*collectors\/(?:collect|check-source|sign-in-source|open-source)\.ts|import\('.*collectors\/(?:collect|check-source|sign-in-source|open-source)\.ts/m.test(
        readFileSync(join(root, path), 'utf8'),
      ),
    );
  expect(users.sort()).toEqual(['src/cli/collect.ts', 'src/worker/jobs/bodies.ts', 'src/worker/rpc/collectors.ts']);
  const shipped = globSync('data/pipelines/*.yaml', { cwd: root }).filter(path =>
    readFileSync(join(root, path), 'utf8').includes('job: collect'),
  );
  expect(shipped).toEqual([]);
});
