import { Command } from 'commander';
import { resolve } from 'node:path';
import { writeFileSync } from 'node:fs';
import { dataDocs } from '../worker/data-docs/data-docs.ts';
import { dataDocsPage } from '../worker/data-docs/page.ts';
import { openLakehouse } from '../worker/lakehouse/open.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { print, printJson, printLine } from './output.ts';

/** `tracklake docs`: what is in the lakehouse, from where, and how far it can be trusted, as one HTML file. */
export function command(): Command {
  return new Command('docs')
    .description('data docs as one HTML file: relations, checks with their history, sources, loads, schemas')
    .option('--out <file>', 'the file; standard output when left out')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async ({ lake: path, out, json }: { lake: string; out?: string; json?: boolean }) => {
      const lake = openLakehouse(resolve(path), { readonly: true });
      try {
        const docs = dataDocs(lake, new Date());
        if (json) return await printJson(docs);
        if (out === undefined) return await print(dataDocsPage(docs));
        writeFileSync(resolve(out), dataDocsPage(docs));
        await printLine(`wrote ${resolve(out)}`);
      } finally {
        lake.close();
      }
    });
}
