import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importPaths } from '../../src/worker/importers/import-paths.ts';
import { importers } from '../../src/worker/importers/registry.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { allRows, bench, rejected, sampleFiles, samplesFolder } from './support/lake.ts';

/*
 * Each sample in data/samples/<importer>/ has a golden file in test/importers/<importer>/: the bronze rows and the
 * quarantine that it gives. UPDATE_GOLDEN=1 writes them; else a difference fails and leaves `*.changed.golden.json`.
 */
describe.each(importers.map(importer => importer.name))('%s', name => {
  it.each(sampleFiles(name))('reads %s as before', async file => {
    const { lake } = bench();
    const summary = await importPaths(lake, { paths: [join(samplesFolder(name), file)] }, quietContext());
    const sources = [...new Set(summary.files.map(f => ('source' in f ? f.source : f.kind)))];
    const got = `${JSON.stringify({ sources, bronze: allRows(lake), quarantine: rejected(lake) }, null, 1)}\n`;
    const golden = join(import.meta.dirname, name, `${file.replaceAll('/', '__')}.golden.json`);
    const changed = golden.replace('.golden.json', '.changed.golden.json');
    rmSync(changed, { force: true });
    if (process.env.UPDATE_GOLDEN === '1') {
      mkdirSync(dirname(golden), { recursive: true });
      writeFileSync(golden, got);
    }
    if (!existsSync(golden)) throw new Error(`no golden file for ${file}; UPDATE_GOLDEN=1 writes it`);
    if (readFileSync(golden, 'utf8') !== got) writeFileSync(changed, got);
    expect(JSON.parse(got)).toEqual(JSON.parse(readFileSync(golden, 'utf8')));
  });
});
