import { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { TracklakeError } from '../shared/errors.ts';
import { stateFolder } from '../worker/collectors/keys/state-folder.ts';
import type { ForgetReceipt } from '../worker/privacy/receipt.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { byteSize, readable } from './numbers.ts';
import { printJson, printLine } from './output.ts';
import { runJob } from './run-jobs.ts';

interface Options {
  lake: string;
  json?: boolean;
  listener: string;
  yes: boolean;
  state: string;
  cache?: string;
  receipt?: string;
}

/** `tracklake forget`: takes one person out of everything, and proves it. */
export function command(): Command {
  return new Command('forget')
    .description('take one listener out of bronze to gold, models, reports, kept results and history, with a receipt')
    .requiredOption('--listener <id>', 'whom')
    .option('--yes', 'it cannot be taken back; without this nothing is done', false)
    .option('--receipt <file>', 'write the receipt there: what went, and where was searched')
    .option('--state <folder>', 'where the app keeps its history', stateFolder())
    .option('--cache <folder>', 'where the app keeps results of cells', process.env['TRACKLAKE_CACHE'])
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async ({ lake, json, listener, yes, state, cache, receipt: file }: Options) => {
      if (!yes) throw new TracklakeError('bad_input', 'this cannot be taken back: say --yes to do it');
      const params = {
        listener,
        stateFolder: resolve(state),
        ...(cache === undefined ? {} : { cacheFolder: resolve(cache) }),
      };
      const receipt = await runJob<ForgetReceipt>(lake, { kind: 'forget', title: 'forget a listener', params });
      if (file !== undefined) writeFileSync(file, `${JSON.stringify(receipt, null, 2)}\n`);
      await (json ? printJson(receipt) : printLine(receiptText(receipt)));
      if (!receipt.complete) process.exitCode = 1;
    });
}

function receiptText(receipt: ForgetReceipt): string {
  const { bronze, search, rowsLeft, complete, notes } = receipt;
  const rows = Object.entries(bronze).map(([relation, count]) => `${readable(count)} of ${relation}`);
  return [
    complete ? 'forgotten: nothing of them is left' : 'not all is gone',
    `rows: ${rows.join(', ')}; ${receipt.quarantine} of the quarantine; ${rowsLeft} left`,
    `${receipt.relations} relations built again, ${receipt.modelsDropped} models dropped, ${receipt.modelsFittedAgain.length} fitted again`,
    `${receipt.reports} reports (${receipt.reportFiles} files), ${receipt.results} kept results, ${receipt.history} entries of the history`,
    `searched ${readable(search.files)} files, ${byteSize(search.bytes)}, for ${search.words} words: ${search.found.length === 0 ? 'found nowhere' : search.found.join(', ')}`,
    ...notes,
    `receipt ${receipt.listener.slice(0, 16)}, ${receipt.at}`,
  ].join('\n');
}
