import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { importers } from '../../../src/worker/importers/registry.ts';
import { sampleFiles, samplesFolder } from '../../importers/support/lake.ts';

export interface FuzzedFile {
  source: string;
  name: string;
  bytes: Buffer;
}

/** A small generator of pseudo-random whole numbers, so that a seed is enough to see a failure again. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const originals: FuzzedFile[] = importers.flatMap(importer =>
  sampleFiles(importer.name).map(file => ({
    source: importer.name,
    name: basename(file),
    bytes: readFileSync(join(samplesFolder(importer.name), file)),
  })),
);

/** A damaged variant of one of the samples: the seed says which and how. */
export function fuzzedFile(seed: number): FuzzedFile {
  const random = randomFrom(seed);
  const original = originals[random(originals.length)];
  if (original === undefined) throw new Error('no samples');
  let bytes = original.bytes;
  for (let n = 1 + random(6); n > 0; n -= 1) {
    const damage = DAMAGES[random(DAMAGES.length)];
    if (damage !== undefined) bytes = damage(bytes, random);
  }
  return { ...original, bytes };
}

type Damage = (bytes: Buffer, random: (below: number) => number) => Buffer;

const insert = (bytes: Buffer, at: number, what: Uint8Array | string): Buffer =>
  Buffer.concat([bytes.subarray(0, at), typeof what === 'string' ? Buffer.from(what) : what, bytes.subarray(at)]);

/** Somewhere behind the first line, so that most files stay readable. */
const behindHeader = (bytes: Buffer, random: (below: number) => number): number => {
  const header = bytes.indexOf(0x0a) + 1;
  return header + random(Math.max(1, bytes.length - header));
};

const DAMAGES: Damage[] = [
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    for (let n = 1 + random(20); n > 0; n -= 1) copy[random(copy.length)] = random(256);
    return copy;
  },
  (bytes, random) => insert(bytes, behindHeader(bytes, random), '"'),
  (bytes, random) => insert(bytes, behindHeader(bytes, random), '"a"b'),
  (bytes, random) => insert(bytes, behindHeader(bytes, random), ','.repeat(1 + random(50))),
  (bytes, random) => insert(bytes, behindHeader(bytes, random), '\0'),
  (bytes, random) => insert(bytes, behindHeader(bytes, random), Buffer.from([0xc3, 0x28, 0xed, 0xa0, 0x80, 0xff])),
  (bytes, random) => insert(bytes, behindHeader(bytes, random), ['\r', '\n', '\r\n', '\n\n\n'][random(4)] ?? '\n'),
  (bytes, random) => insert(bytes, behindHeader(bytes, random), '{"a": [[[{"b": "\\ud800"}]]]}\n'),
  (bytes, random) => insert(bytes, behindHeader(bytes, random), `${'['.repeat(20_000)}\n`),
  (bytes, random) => insert(bytes, behindHeader(bytes, random), '9'.repeat(1 + random(400))),
  (bytes, random) => insert(bytes, behindHeader(bytes, random), 'x'.repeat(random(20) === 0 ? 1_200_000 : 3000)),
  (bytes, random) => bytes.subarray(0, random(bytes.length + 1)),
  (bytes, random) => {
    const from = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + random(200))]);
  },
  (bytes, random) => {
    const from = behindHeader(bytes, random);
    return insert(bytes, behindHeader(bytes, random), bytes.subarray(from, from + random(400)));
  },
  bytes => Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
  bytes => Buffer.concat([Buffer.from('\uFEFF'), bytes]),
];
