import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { TracklakeError } from '../shared/errors.ts';
import { EXIT_CODE_HELP, EXIT_CODES } from './exit-codes.ts';

/** Each command is one file of this folder; it is loaded only when it is called, so that a cold command starts fast. */
const COMMANDS: Record<string, () => Promise<{ command: () => Command }>> = {
  run: () => import('./run.ts'),
  generate: () => import('./generate.ts'),
  import: () => import('./import.ts'),
  collect: () => import('./collect.ts'),
  loads: () => import('./loads.ts'),
  quarantine: () => import('./quarantine.ts'),
  forget: () => import('./forget.ts'),
  build: () => import('./build.ts'),
  match: () => import('./match.ts'),
  check: () => import('./check.ts'),
  docs: () => import('./docs.ts'),
  fit: () => import('./fit.ts'),
  evaluate: () => import('./evaluate.ts'),
  models: () => import('./models.ts'),
  recommend: () => import('./recommend.ts'),
  report: () => import('./report.ts'),
  query: () => import('./query.ts'),
  backup: () => import('./backup.ts'),
  status: () => import('./status.ts'),
  serve: () => import('./serve.ts'),
};

async function main(args: string[]): Promise<number> {
  const program = new Command('tracklake')
    .description('From listening data to a recommendation report that others can trust, in one local file.')
    .version(version())
    .enablePositionalOptions()
    .showHelpAfterError('(tracklake <command> --help explains)')
    .addHelpText('after', `${EXAMPLES}\n${EXIT_CODE_HELP}`);
  const called = args.find(arg => !arg.startsWith('-'));
  const wanted = called !== undefined && called in COMMANDS ? [called] : Object.keys(COMMANDS);
  for (const name of wanted) {
    const load = COMMANDS[name];
    if (load !== undefined) program.addCommand((await load()).command());
  }
  prepareForScripts(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return explain(error);
  }
}

/** Usage errors are thrown, in every command, so that all of them leave with the same code. */
function prepareForScripts(command: Command): void {
  command.exitOverride();
  command.commands.forEach(prepareForScripts);
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.bad_input;
  if (error instanceof TracklakeError) {
    process.stderr.write(`tracklake: ${error.message}\n`);
    if (error.details.hint !== undefined && !error.message.includes(error.details.hint))
      process.stderr.write(`  ${error.details.hint}\n`);
    return EXIT_CODES[error.code];
  }
  process.stderr.write(`tracklake: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT_CODES.internal;
}

function version(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** Shown under `tracklake --help`. */
const EXAMPLES = `
Examples:
  tracklake run                                everything: data, lakehouse, model, evaluation, report
  tracklake run --from ~/music-history.csv     the same, on your own listening data
  tracklake generate seed --out data           a year of synthetic listening
  tracklake import data && tracklake build     files into the lakehouse, then its relations
  tracklake recommend --user 42 --k 10         ten tracks for a listener, with reasons
  tracklake query "select * from gold_top_artists_by_month limit 10"`;

process.exitCode = await main(process.argv.slice(2));
