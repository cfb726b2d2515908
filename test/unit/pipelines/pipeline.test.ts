import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pipelineNamed, pipelines, readLibrary } from '../../../src/worker/pipelines/library.ts';
import { parsePipeline, runRequest } from '../../../src/worker/pipelines/pipeline.ts';

const text = (steps: string): string => `name: p\ntitle: P\nparams: { folder: data, weeks: 3 }\nsteps:\n${steps}`;

test('a pipeline becomes the jobs of a run, with its values filled in', () => {
  const pipeline = parsePipeline(
    text(`  - { id: a, job: import, title: 'import \${folder}', with: { paths: ['\${folder}/x'], n: '\${weeks}' }, retries: 2 }
  - { id: b, job: build, timeout_minutes: 2 }
  - { id: c, job: check, needs: [a] }`),
    'p.yaml',
  );
  expect(runRequest(pipeline, 'test', { folder: 'other' })).toEqual({
    title: 'P',
    trigger: 'test',
    pipeline: 'p',
    jobs: [
      { kind: 'import', title: 'import other', params: { paths: ['other/x'], n: 3 }, retries: 2 },
      { kind: 'build', title: 'b', params: {}, timeoutSeconds: 120 },
      { kind: 'check', title: 'c', params: {}, needs: [0] },
    ],
  });
});

test.each([
  ['  - { id: a, job: bild }', /^p\.yaml:5: steps\.0\.job: .*\(it says "bild"\)$/],
  ['  - id: a\n    job: build\n    retries: 99', /^p\.yaml:7: steps\.0\.retries: .*\(it says 99\)$/],
  ['  - id: a\n    job: build\n    needs: [b]', /^p\.yaml:7: steps\.0\.needs\.0: step a needs b/],
  ['  - { id: a, job: build, needs: [b] }\n  - { id: b, job: build }', /step a needs b, which is not above it/],
  ['  - { id: a, job: build }\n  - { id: a, job: build }', /two steps are called a/],
  ['  - { id: a, job: build\n', /^p\.yaml:\d+: /],
  ['  - { id: a, job: build, wiht: {} }', /Unrecognized key: "wiht"/],
])('a wrong file is refused with its place: %s', (steps, message) => {
  expect(() => parsePipeline(text(steps), 'p.yaml')).toThrow(message);
});

test('a missing value is named', () => {
  const pipeline = parsePipeline(text(`  - { id: a, job: import, with: { paths: ['\${elsewhere}'] } }`), 'p.yaml');
  expect(() => runRequest(pipeline, 'test')).toThrow('pipeline p has no value for ${elsewhere}');
});

test('the shipped pipelines are whole, and a near miss is helped', () => {
  expect(pipelines().map(({ name }) => name)).toEqual(['initial-load', 'nightly', 'weekly-ingestion']);
  for (const pipeline of pipelines()) expect(runRequest(pipeline, 'test').jobs.length).toBeGreaterThan(1);
  expect(() => pipelineNamed('nightl')).toThrow('did you mean nightly?');
});

test('a file that a person changes is read again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-pipelines-'));
  try {
    const write = (title: string): void =>
      writeFileSync(join(folder, 'own.yaml'), `{ name: own, title: ${title}, steps: [{ id: a, job: build }] }`);
    write('One');
    expect(pipelines([folder]).map(({ title }) => title)).toEqual(['One']);
    write('Another');
    expect(pipelines([folder]).map(({ title }) => title)).toEqual(['Another']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a file that is wrong is named, and the others are there', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-pipelines-'));
  try {
    writeFileSync(join(folder, 'good.yaml'), '{ name: good, title: Good, steps: [{ id: a, job: build }] }');
    writeFileSync(join(folder, 'odd.yaml'), 'name: odd\ntitle: Odd\nsteps:\n  - { id: a, job: bild }\n');
    const { pipelines: found, problems } = readLibrary([folder]);
    expect(found.map(({ name }) => name)).toEqual(['good']);
    expect(problems).toMatchObject([
      { file: join(folder, 'odd.yaml'), message: expect.stringMatching(/^odd\.yaml:4: .*"bild"/) as string },
    ]);
    expect(() => pipelineNamed('odd', [folder])).toThrow(/^odd\.yaml:4: /);
    expect(() => pipelineNamed('god', [folder])).toThrow('did you mean good?');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
