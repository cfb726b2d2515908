import { tableFromIPC } from 'apache-arrow';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelToken, quietContext } from '../../../src/worker/jobs/context.ts';
import type { ListenerList, ReportFormat } from '../../../src/worker/reports/report.ts';
import { verifyReport } from '../../../src/worker/reports/verify.ts';
import { writeFiles } from '../../../src/worker/reports/write-files.ts';
import { FORMULAS } from './payloads.ts';
import { sampleFacts, sampleList } from './sample-facts.ts';
import { cellsOf } from './cells-of.ts';

const ALL: readonly ReportFormat[] = ['html', 'csv', 'parquet', 'arrow'];
const plain = (place: string): string => `a ${place}`;

describe('the files of a report', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tracklake-report-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (lists: ListenerList[], formats = ALL, context = quietContext()) =>
    writeFiles(folder, sampleFacts(plain, formats, lists.length), lists, () => 'a genre', context);

  const hostile = (): ListenerList[] =>
    FORMULAS.map((payload, i) => sampleList(`u${i}`, place => (place === 'list note' ? '' : payload)));

  it('say the same in Parquet and Arrow, byte for byte what the lists said', async () => {
    const lists = hostile();
    await write(lists);
    // both readers decode text with TextDecoder, which drops a byte order mark at the start
    const read = (text: string): string => text.toWellFormed().replace(/^\uFEFF/, '');
    const wanted = lists.flatMap(({ userId, name, list }) =>
      list.items.map(({ rank, track_id, title, artist, score, parts, reasons }) => ({
        user_id: userId,
        user_name: read(name ?? ''),
        rank: BigInt(rank),
        track_id,
        title: read(title),
        artist: artist === null ? null : read(artist),
        score,
        part_item_knn: parts['item-knn'],
        part_social: parts['social'],
        reasons: read(reasons.map(reason => reason.text).join('; ')),
        basis: 'history',
        model_id: 'model-1',
        snapshot_id: 4n,
      })),
    );
    const parquet = await parquetReadObjects({
      file: await asyncBufferFromFile(join(folder, 'recommendations.parquet')),
    });
    expect(parquet).toEqual(wanted);
    const arrow = tableFromIPC(readFileSync(join(folder, 'recommendations.arrow')));
    expect(arrow.toArray().map((row: { toJSON(): unknown }) => row.toJSON())).toEqual(wanted);
  });

  it('have the same rows in CSV, with a header, and no formulas', async () => {
    const lists = hostile();
    await write(lists);
    const [header = '', ...rows] = readFileSync(join(folder, 'recommendations.csv'), 'utf8').trimEnd().split('\r\n');
    expect(header).toBe(
      'user_id,user_name,rank,track_id,title,artist,score,part_item_knn,part_social,reasons,basis,model_id,snapshot_id',
    );
    expect(rows).toHaveLength(lists.length * 3);
    expect(rows.map(row => cellsOf(row, ',').length).filter(cells => cells !== 13)).toEqual([]);
    expect(rows.flatMap(row => cellsOf(row, ',')).filter(cell => /^\s*[=+@＝＋－＠-]/.test(cell))).toEqual([]);
  });

  it('carry the stamp', async () => {
    await write([sampleList('u1', plain)]);
    const { key_value_metadata } = await parquetMetadataAsync(
      await asyncBufferFromFile(join(folder, 'recommendations.parquet')),
    );
    const stamps = [
      key_value_metadata?.find(({ key }) => key === 'tracklake')?.value,
      tableFromIPC(readFileSync(join(folder, 'recommendations.arrow'))).schema.metadata.get('tracklake'),
      /id="data">([^<]+)</.exec(readFileSync(join(folder, 'report.html'), 'utf8'))?.[1],
    ].map(stamp => JSON.parse(stamp ?? '{}') as Record<string, unknown>);
    for (const stamp of stamps)
      expect(stamp).toMatchObject({ snapshot_id: 4, synthetic: true, tracklake: '9.9.9', model_id: 'a model' });
  });

  it('are typed even when there is nothing to say', async () => {
    await write([]);
    expect(tableFromIPC(readFileSync(join(folder, 'recommendations.arrow'))).schema.fields).toHaveLength(13);
    expect(
      await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, 'recommendations.parquet')) }),
    ).toEqual([]);
    expect((await verifyReport(join(folder, 'report.html'))).ok).toBe(true);
  });

  it('have integer ids where the data has', async () => {
    const facts = sampleFacts(plain, ['parquet', 'arrow'], 1);
    facts.model.integerUserIds = true;
    await writeFiles(folder, facts, [sampleList(2 ** 40, plain)], () => null, quietContext());
    const [row] = await parquetReadObjects({
      file: await asyncBufferFromFile(join(folder, 'recommendations.parquet')),
    });
    expect(row?.['user_id']).toBe(2n ** 40n);
    expect(tableFromIPC(readFileSync(join(folder, 'recommendations.arrow'))).get(0)?.['user_id']).toBe(2n ** 40n);
  });

  it('do not appear when it is cancelled or fails, and leave nothing half-written', async () => {
    const cancel = cancelToken();
    const lists = function* (): Generator<ListenerList> {
      yield sampleList('u1', plain);
      cancel.request();
      yield sampleList('u2', plain);
    };
    const facts = sampleFacts(plain, ALL, 2);
    await expect(writeFiles(folder, facts, lists(), () => null, quietContext({ cancel }))).rejects.toMatchObject({
      code: 'cancelled',
    });
    const failing = function* (): Generator<ListenerList> {
      yield sampleList('u1', plain);
      throw new Error('no more');
    };
    await expect(writeFiles(folder, facts, failing(), () => null, quietContext())).rejects.toThrow('no more');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('go into a folder of their own while another process writes here, and leave no empty one after a failure', async () => {
    const lists = [sampleList('u1', plain)];
    writeFileSync(join(folder, 'report.html.part'), 'half a page of another process');
    const { folder: own, files } = await write(lists);
    expect(dirname(own)).toBe(folder);
    expect(files.map(file => dirname(file.path))).toEqual(files.map(() => own));
    expect(readFileSync(join(folder, 'report.html.part'), 'utf8')).toBe('half a page of another process');
    expect(readdirSync(folder).sort()).toEqual([basename(own), 'report.html.part']);
    const cancel = cancelToken();
    cancel.request();
    await expect(write(lists, ALL, quietContext({ cancel }))).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(folder).sort()).toEqual([basename(own), 'report.html.part']);
  });

  it('are claimed before they are written: of two at the same moment one goes elsewhere', async () => {
    const both = await Promise.all([write([sampleList('u1', plain)]), write([sampleList('u2', plain)])]);
    expect(both[0].folder).toBe(folder);
    expect(dirname(both[1].folder)).toBe(folder);
    for (const { files } of both) expect((await verifyReport(files.at(-1)?.path ?? '')).ok).toBe(true);
  });

  it('hold everybody in the tables and a first part in the page, which says so', async () => {
    const long = 'la '.repeat(20_000);
    const lists = Array.from({ length: 80 }, (_, i) =>
      sampleList(`u${i}`, place => (place === 'reason text' ? long : plain(place))),
    );
    const { files } = await write(lists, ['html', 'csv']);
    expect(files.map(({ name, rows }) => [name, rows])).toEqual([
      ['recommendations.csv', 240],
      ['report.html', expect.any(Number)],
    ]);
    const held = files[1]?.rows ?? 0;
    expect(held).toBeGreaterThan(30);
    expect(held).toBeLessThan(80);
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(page).toContain(`This page holds the first ${held} listeners, not the other ${80 - held}`);
    expect(page.match(/data-listener=/g)).toHaveLength(held);
  });
});

describe('verifying a report', () => {
  let folder = '';
  let page = '';
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tracklake-report-'));
    await writeFiles(folder, sampleFacts(plain, ALL, 1), [sampleList('u1', plain)], () => null, quietContext());
    page = join(folder, 'report.html');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('finds an untouched report as it was written', async () => {
    expect(await verifyReport(page)).toMatchObject({
      ok: true,
      problems: [],
      files: [{ ok: true }, { ok: true }, { ok: true }],
    });
  });

  it('finds any changed byte of the page, wherever it is', async () => {
    const bytes = readFileSync(page);
    const places = Array.from({ length: 60 }, (_, i) => Math.floor((i * (bytes.length - 1)) / 59));
    for (const at of places) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(page, changed);
      const found = await verifyReport(page).catch(() => ({ ok: false }));
      expect(found.ok, `byte ${at}`).toBe(false);
    }
  });

  it('finds what was added behind the manifest, and what is missing at the end', async () => {
    const bytes = readFileSync(page);
    appendFileSync(page, '<script>alert(1)</script>');
    expect((await verifyReport(page)).ok).toBe(false);
    writeFileSync(page, bytes.subarray(0, bytes.length - 1));
    expect((await verifyReport(page)).ok).toBe(false);
  });

  it('finds a changed or missing file beside it, and names it', async () => {
    appendFileSync(join(folder, 'recommendations.csv'), ' ');
    rmSync(join(folder, 'recommendations.arrow'));
    expect((await verifyReport(page)).problems).toEqual([
      'recommendations.csv was changed',
      'recommendations.arrow is missing',
    ]);
  });

  it('says what is no report', async () => {
    writeFileSync(page, '<html></html>');
    await expect(verifyReport(page)).rejects.toMatchObject({ code: 'bad_input' });
    await expect(verifyReport(join(folder, 'nowhere.html'))).rejects.toMatchObject({ code: 'not_found' });
  });
});
