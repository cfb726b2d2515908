import { Command } from 'commander';
import { resolve } from 'node:path';
import { jsonOption } from './lake-path.ts';
import { wholeNumber } from './numbers.ts';
import { printJson, printLine } from './output.ts';
import { terminalContext } from './terminal-context.ts';

/** `tracklake generate seed|weekly`: synthetic listening data, the same bytes for the same seed. */
export function command(): Command {
  return new Command('generate')
    .description('make synthetic listening data: a year of history, then a week at a time')
    .addCommand(seedCommand())
    .addCommand(weeklyCommand());
}

/** The size of the generated world, for `generate seed` and `run`. */
export function worldOptions(command: Command): Command {
  return command
    .option('--users <n>', 'listeners', wholeNumber(1), 10_000)
    .option('--songs <n>', 'songs', wholeNumber(1), 20_000)
    .option('--artists <n>', 'artists (default: 1,500 for 20,000 songs, in proportion)', wholeNumber(1))
    .option('--genres <n>', 'genres', wholeNumber(1), 24)
    .option('--events <n>', 'plays', wholeNumber(1), 2_000_000)
    .option('--year <year>', 'the year of history', wholeNumber(1970), 2024)
    .option('--seed <n>', 'seed of the random numbers: same seed, same bytes', wholeNumber(0), 1)
    .option('--defects', 'plant counted defects (defects.json says which)', false);
}

function seedCommand(): Command {
  return worldOptions(new Command('seed').description('a year of history as CSV files'))
    .requiredOption('--out <folder>', 'where the files go')
    .addOption(jsonOption())
    .action(async ({ json, out, ...options }: { json?: boolean; out: string } & Record<string, unknown>) => {
      const { generateSeed } = await import('../worker/generate/seed.ts');
      const summary = await generateSeed(
        { ...options, out: resolve(out) } as Parameters<typeof generateSeed>[0],
        terminalContext('generating'),
      );
      await (json ? printJson(summary) : printLine(`wrote a year of listening to ${resolve(out)}`));
    });
}

function weeklyCommand(): Command {
  return new Command('weekly')
    .description('the next week(s) as weekly_trends/trends_YYYY-MM-DD.csv, in the folder of a generated seed')
    .requiredOption('--out <folder>', 'the folder that "generate seed" wrote')
    .option('--weeks <n>', 'how many weeks', wholeNumber(1), 1)
    .option('--truncate', 'take the weekly files away and begin again', false)
    .addOption(jsonOption())
    .action(async ({ json, out, ...options }: { json?: boolean; out: string; weeks: number; truncate: boolean }) => {
      const { generateWeekly } = await import('../worker/generate/weekly.ts');
      const summary = await generateWeekly({ ...options, out: resolve(out) }, terminalContext('generating'));
      await (json ? printJson(summary) : printLine(summary.files.map(file => `wrote ${file.name}`).join('\n')));
    });
}
