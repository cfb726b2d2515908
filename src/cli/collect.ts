import { Command } from 'commander';
import { TracklakeError } from '../shared/errors.ts';
import type { CollectSummary } from '../worker/collectors/collect.ts';
import type { SourceCheck } from '../worker/collectors/check-source.ts';
import type { StreamSummary } from '../worker/collectors/collect-stream.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { duration, readable, wholeNumber } from './numbers.ts';
import { print, printJson, printLine, table } from './output.ts';
import { runJob } from './run-jobs.ts';
import { terminalContext } from './terminal-context.ts';

interface CollectCommandOptions {
  lake: string;
  json?: boolean;
  user?: string;
  stream?: string[];
  or?: string[];
  full?: boolean;
  pages?: number;
  limit?: number;
  test?: boolean;
  signIn?: boolean;
}

/** `tracklake collect`: ask a service for listening data. */
export function command(): Command {
  return new Command('collect')
    .description('ask Last.fm, ListenBrainz, Spotify or MusicBrainz for listening data; goes on where it left off')
    .argument('<source>', 'lastfm, listenbrainz, spotify or musicbrainz')
    .option('--user <name>', 'whose listening (default: what Settings say)')
    .option('--or <source...>', 'ask these when it fails: listenbrainz, lastfm:ana, and last "generated"')
    .option('--stream <name...>', 'only these: plays, saved, recordings')
    .option('--full', 'from the beginning, not only what is new')
    .option('--pages <n>', 'stop after so many pages; the next time goes on', wholeNumber(1))
    .option('--limit <n>', 'tracks to look up with musicbrainz (default: 500)', wholeNumber(1))
    .option('--test', 'ask once, and say whether key, connection and format are right')
    .option('--sign-in', 'sign in to spotify, in your browser')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .addHelpText('after', KEYS_HELP)
    .action(async (source: string, options: CollectCommandOptions) => {
      if (options.signIn) return signIn(source, options);
      if (options.test) return test(source, options);
      return collect(source, options);
    });
}

const KEYS_HELP = `
Keys are never given here, where others could read them: set TRACKLAKE_LASTFM_KEY or TRACKLAKE_LISTENBRAINZ_KEY,
or enter them in the app under Settings, Sources. For spotify: TRACKLAKE_SPOTIFY_CLIENT_ID, then --sign-in.`;

async function collect(source: string, options: CollectCommandOptions): Promise<void> {
  const { collectorNamed } = await import('../worker/collectors/registry.ts');
  const { title } = collectorNamed(source);
  const summary = await runJob<CollectSummary>(options.lake, {
    kind: 'collect',
    title: `collect from ${title}`,
    params: {
      source,
      account: options.user,
      streams: options.stream,
      fallback: options.or,
      full: options.full,
      mostPages: options.pages,
      limit: options.limit,
    },
  });
  await (options.json ? printJson(summary) : printLine(collectText(summary)));
}

function collectText({ source, account, generated, streams, rowsLoaded, failed, seconds }: CollectSummary): string {
  const failures = failed.map(({ source: name, message }) => `${name} failed: ${message}`);
  if (generated)
    return [...failures, `${readable(rowsLoaded)} rows of GENERATED data were loaded in place of real ones.`].join(
      '\n',
    );
  const whose = account === '' ? source : `${source}, ${account}`;
  const rows = streams.map(stream => [stream.stream, ...countsOf(stream), endOf(stream)]);
  return [
    ...failures,
    table([whose, 'pages', 'given', 'new', 'quarantined', ''], rows),
    '',
    `${readable(rowsLoaded)} rows loaded in ${duration(seconds)}`,
  ].join('\n');
}

const countsOf = ({ pages, records, newRecords, rowsQuarantined }: StreamSummary): number[] => [
  pages,
  records,
  newRecords,
  rowsQuarantined,
];

const endOf = ({ complete, resumed }: StreamSummary): string =>
  [resumed ? 'went on' : '', complete ? '' : 'there is more: collect again'].filter(Boolean).join('; ');

async function test(source: string, { user, json }: CollectCommandOptions): Promise<void> {
  const { collectorNamed } = await import('../worker/collectors/registry.ts');
  const { checkSource } = await import('../worker/collectors/check-source.ts');
  const { openOutside } = await import('../worker/collectors/open-source.ts');
  const { cancel } = terminalContext('testing');
  const check = await checkSource(collectorNamed(source), user, openOutside(), cancel);
  await (json ? printJson(check) : printLine(checkText(check)));
  if (!check.ok) process.exitCode = 8;
}

function checkText({ steps, limits, newFields, milliseconds }: SourceCheck): string {
  const lines = steps.map(({ step, ok, message }) => `${ok ? '✓' : '✗'} ${step}: ${message}`);
  if (milliseconds !== null) lines.push(`  answered in ${milliseconds} ms`);
  if (limits !== null) lines.push(`  ${limits}`);
  if (newFields.length > 0) lines.push(`  fields that are new here, and kept: ${newFields.join(', ')}`);
  return lines.join('\n');
}

async function signIn(source: string, { json }: CollectCommandOptions): Promise<void> {
  if (source !== 'spotify') throw new TracklakeError('bad_input', `there is no sign-in to ${source}`);
  const { startSignIn } = await import('../worker/collectors/sign-in-source.ts');
  const { openOutside } = await import('../worker/collectors/open-source.ts');
  const { cancel } = terminalContext('signing in');
  const { address, finished } = await startSignIn(openOutside(), cancel);
  await print(`Open this in your browser:\n\n  ${address}\n\nwaiting …\n`);
  const { account } = await finished;
  await (json ? printJson({ account }) : printLine(`signed in as ${account}`));
}
