import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Format } from '../../src/worker/importers/importer.ts';
import { importers } from '../../src/worker/importers/registry.ts';
import { previewFile } from '../../src/worker/importers/preview.ts';
import { readSample } from '../../src/worker/importers/sample.ts';
import { listLoads } from '../../src/worker/lakehouse/ledger.ts';
import { verifyLoads } from '../../src/worker/lakehouse/ledger-verify.ts';
import { allRows, bench, rejected, sampleFiles, samplesFolder, strays, type Bench, type Row } from './support/lake.ts';

const cases = importers.flatMap(importer => sampleFiles(importer.name).map(file => [importer.name, file] as const));

/** Files that are no text: what is said of encodings and lines means nothing there. */
const BINARY = new Set(['parquet', 'arrow', 'sqlite', 'xlsx']);

async function formatOf(source: string, path: string): Promise<Format> {
  const importer = importers.find(i => i.name === source);
  if (importer === undefined) throw new Error(source);
  return importer.plan(await readSample(path)).format;
}

describe.each(cases)('%s: %s', (source, file) => {
  const path = join(samplesFolder(source), file);
  const name = basename(file);
  const bytes = readFileSync(path);

  it('accounts for every row, and verifies', async () => {
    const b = bench();
    const { rowsIn, rowsLoaded, rowsQuarantined } = await b.import(name, bytes);
    expect(rowsIn).toBe(rowsLoaded + rowsQuarantined);
    expect(rowsLoaded).toBeGreaterThan(0);
    expect(strays(b.lake)).toEqual([]);
    expect(verifyLoads(b.lake).filter(verified => !verified.intact)).toEqual([]);
  });

  it('is shown in a preview as it would be loaded', async () => {
    const b = bench();
    const preview = await previewFile(b.file(name, bytes));
    await b.import(name, bytes);
    const [load] = listLoads(b.lake);
    expect(preview).toMatchObject({ relation: load?.relation, importer: { name: load?.source } });
    expect([preview.rowsRead, preview.rowsQuarantined]).toEqual([load?.rowsIn, load?.rowsQuarantined]);
  });

  it('loads the same content once, whatever its name', async () => {
    const b = bench();
    const first = await b.import(name, bytes);
    const before = allRows(b.lake);
    const again = await b.import(`again/${name}`, bytes);
    expect(again).toMatchObject({ filesLoaded: 0, filesUnchanged: first.filesLoaded, rowsLoaded: 0 });
    expect(allRows(b.lake)).toEqual(before);
  });

  it('refuses an empty file and leaves nothing', async () => {
    const b = bench();
    await expect(b.import(name, '', { source })).rejects.toMatchObject({ code: 'bad_input' });
    expect(allRows(b.lake)).toEqual({});
    expect(strays(b.lake)).toEqual([]);
  });

  it('survives being cut off anywhere', async () => {
    for (const share of [0.35, 0.8, 0.99]) {
      const b = bench();
      await tolerate(b, name, bytes.subarray(0, Math.floor(bytes.length * share)));
      expect(strays(b.lake)).toEqual([]);
    }
  });
});

describe.each(cases.filter(([source]) => !BINARY.has(source)))('text of %s: %s', (source, file) => {
  const path = join(samplesFolder(source), file);
  const name = basename(file);
  const bytes = readFileSync(path);

  /** What the sample gives as it is. */
  async function plain(): Promise<{ rows: Record<string, Row[]>; quarantine: Row[] }> {
    const b = bench();
    await b.import(name, bytes);
    return { rows: allRows(b.lake), quarantine: rejected(b.lake) };
  }

  it('ignores a byte order mark', async () => {
    if ((await encodingOf(source, path)) === 'latin-1') return;
    const b = bench();
    await b.import(name, Buffer.concat([Buffer.from('\uFEFF'), bytes]));
    expect(allRows(b.lake)).toEqual((await plain()).rows);
  });

  it('reads UTF-16', async () => {
    if ((await encodingOf(source, path)) === 'latin-1') return;
    const b = bench();
    await b.import(name, Buffer.from(`\uFEFF${bytes.toString('utf8')}`, 'utf16le'));
    expect(allRows(b.lake)).toEqual((await plain()).rows);
  });

  it('reads CRLF line ends', async () => {
    const b = bench();
    const latin = bytes.toString('latin1');
    // A line end inside quotes is the field's own; those files keep theirs.
    if (/"[^"\n]*\n[^"]*"/.test(latin)) return;
    await b.import(name, Buffer.from(latin.replaceAll('\n', '\r\n'), 'latin1'));
    expect(allRows(b.lake)).toEqual((await plain()).rows);
  });

  it('reads it gzipped', async () => {
    const b = bench();
    await b.import(`${name}.gz`, gzipSync(bytes));
    expect(allRows(b.lake)).toEqual((await plain()).rows);
    expect(rejected(b.lake).length).toBe((await plain()).quarantine.length);
  });

  it('sends a huge line, NUL bytes and bytes that are no text to quarantine, and loads the rest', async () => {
    const b = bench();
    const { rows, quarantine } = await plain();
    if ((await formatOf(source, path)).kind === 'json-array') return badElements(rows, quarantine);
    const complete = bytes.at(-1) === 0x0a ? bytes : Buffer.concat([bytes, Buffer.from('\n')]);
    const bad = [Buffer.alloc(3 << 20, 'x'), Buffer.from('\n\0\0\0\n'), Buffer.from([0xff, 0xfe, 0xfd, 0x0a])];
    await b.import(name, Buffer.concat([complete, ...bad]));
    expect(withoutLines(allRows(b.lake))).toEqual(withoutLines(rows));
    expect(rejected(b.lake).length).toBe(quarantine.length + 3);
    expect(Math.max(...rejected(b.lake).map(row => String(row.raw).length))).toBeLessThan(5000);
  });

  /** The same inside an array. */
  async function badElements(rows: Record<string, Row[]>, quarantine: Row[]): Promise<void> {
    const b = bench();
    const end = bytes.lastIndexOf(0x5d);
    const huge = Buffer.from(`,{"a":"${'x'.repeat(3 << 20)}"}`);
    const bad = [huge, Buffer.from(',{"b":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"},\0\0,{"c" 1}]')];
    await b.import(name, Buffer.concat([bytes.subarray(0, end), ...bad]));
    expect(withoutLines(allRows(b.lake))).toEqual(withoutLines(rows));
    const reasons = rejected(b.lake).map(row => row.reason);
    expect(reasons.slice(quarantine.length)).toEqual(['record_too_long', 'not_utf8', 'not_json', 'not_json']);
    expect(Math.max(...rejected(b.lake).map(row => String(row.raw).length))).toBeLessThan(5000);
  }

  it('keeps unknown columns in extra', async () => {
    const format = await formatOf(source, path);
    if (format.kind !== 'delimited' || format.columns !== 'header') return;
    const b = bench();
    const { rows } = await plain();
    const surplus = bytes
      .toString('latin1')
      .split('\n')
      .map((line, i) => (line === '' ? line : `${line}${format.delimiter}${i === 0 ? 'Surplus' : `kept ${i + 1}`}`))
      .join('\n');
    if (/"[^"\n]*\n[^"]*"/.test(surplus)) return;
    await b.import(name, Buffer.from(surplus, 'latin1'), { source });
    const [relation = ''] = Object.keys(rows);
    const got = allRows(b.lake)[relation] ?? [];
    expect(got.length).toBe(rows[relation]?.length);
    for (const row of got)
      expect(JSON.parse(String(row.extra))).toMatchObject({ Surplus: `kept ${String(row.line_no)}` });
  });
});

const encodingOf = async (source: string, path: string): Promise<string> => {
  const format = await formatOf(source, path);
  return format.kind === 'delimited' ? format.encoding : 'utf-8';
};

const withoutLines = (rows: Record<string, Row[]>): unknown =>
  Object.values(rows).map(list => list.map(row => ({ ...row, line_no: 0 })));

/** A damaged file may be refused, with an error for a person; anything else is a crash. */
async function tolerate(b: Bench, name: string, content: Uint8Array): Promise<void> {
  try {
    const { rowsIn, rowsLoaded, rowsQuarantined } = await b.import(name, content);
    expect(rowsIn).toBe(rowsLoaded + rowsQuarantined);
  } catch (error) {
    expect(error).toMatchObject({ name: 'TracklakeError' });
    expect((error as { code: string }).code).toMatch(/bad_input|unsupported/);
  }
}
