import { Command } from 'commander';
import { resolve } from 'node:path';
import { TracklakeError } from '../shared/errors.ts';
import { lastSession } from '../worker/recommenders/next-track/last-session.ts';
import { openLakehouse, type Lakehouse } from '../worker/lakehouse/open.ts';
import {
  openServing,
  type RecommendationList,
  type RecommendRequest,
} from '../worker/recommenders/serving/open-serving.ts';
import { paramsOf } from './fit.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { wholeNumber } from './numbers.ts';
import { printJson, printLine, table } from './output.ts';

interface Options {
  lake: string;
  json?: boolean;
  user?: string;
  seedTrack?: string;
  next: boolean;
  session?: string[];
  k: number;
  heard: boolean;
  artistCap?: number;
  explicit: boolean;
  releasedFrom?: string;
  releasedTo?: string;
  genre?: string[];
  diversity?: number;
  weight?: string[];
  model?: string;
}

/** `tracklake recommend`: the top k for a listener or a seed track, with the reasons that add up to each score. */
export function command(): Command {
  return new Command('recommend')
    .description('the top tracks for a listener or a seed track, with reasons that add up to each score')
    .option('--user <id>', 'the listener')
    .option('--seed-track <id>', 'or the track to find more like')
    .option('--next', 'with --user: what comes next in the session that they were in last', false)
    .option('--session <ids...>', 'or what comes next after these tracks, the latest last')
    .option('--k <n>', 'how many', wholeNumber(1), 10)
    .option('--heard', 'also what the listener knows already', false)
    .option('--artist-cap <n>', 'at most so many tracks of one artist', wholeNumber(1))
    .option('--released-from <date>', 'only tracks released on this date or later')
    .option('--released-to <date>', 'only tracks released on this date or earlier')
    .option('--genre <names...>', 'only tracks of these genres')
    .option('--diversity <share>', '0 to 1: how much score to give up for unlike tracks', shareOf)
    .option('--no-explicit', 'leave explicit tracks out')
    .option('--weight <part=value...>', 'what if a part of the hybrid weighed more or less')
    .option('--model <id>', 'another model than the served one')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async (options: Options) => {
      const lake = openLakehouse(resolve(options.lake), { readonly: true });
      try {
        const next = options.next || options.session !== undefined;
        const serving = openServing(lake, {
          task: next ? 'next-track' : 'lists',
          ...(options.model === undefined ? {} : { modelId: options.model }),
        });
        const list = serving.recommend({ ...requestOf(options), ...(options.next ? sittingOf(lake, options) : {}) });
        await (options.json ? printJson(list.items) : printLine(listText(list)));
      } finally {
        lake.close();
      }
    });
}

function requestOf(options: Options): RecommendRequest {
  const { user, seedTrack, k, heard, explicit, artistCap, releasedFrom, releasedTo, genre, diversity } = options;
  const weights = options.weight === undefined ? undefined : (paramsOf(options.weight) as Record<string, number>);
  const odd = Object.entries(weights ?? {}).find(([, value]) => typeof value !== 'number');
  if (odd)
    throw new TracklakeError('bad_input', `the weight of ${odd[0]} is no number: "${String(odd[1])}"`, {
      value: String(odd[1]),
    });
  return {
    k,
    ...(user === undefined || options.next ? {} : { userId: user }),
    ...(options.session === undefined ? {} : { session: options.session }),
    ...(seedTrack === undefined ? {} : { seedTrackId: seedTrack }),
    ...(weights === undefined ? {} : { weights }),
    ...(diversity === undefined ? {} : { rerank: { diversity } }),
    filters: {
      hideHeard: !heard,
      explicit,
      ...(artistCap === undefined ? {} : { artistCap }),
      ...(releasedFrom === undefined ? {} : { releasedFrom }),
      ...(releasedTo === undefined ? {} : { releasedTo }),
      ...(genre === undefined ? {} : { genres: genre }),
    },
  };
}

/** The session that a listener was in last, as the lakehouse knows it now. */
function sittingOf(lake: Lakehouse, { user }: Options): Pick<RecommendRequest, 'session' | 'sessionOf'> {
  if (user === undefined) throw new TracklakeError('bad_input', '--next says what comes next for somebody: --user ID');
  const session = lastSession(lake, user);
  if (session.length === 0)
    throw new TracklakeError('not_found', `listener ${user} has no session to go on from`, { value: user });
  return { session, sessionOf: user };
}

function shareOf(text: string): number {
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1))
    throw new TracklakeError('bad_input', `not a number from 0 to 1: "${text}"`, { value: text });
  return share;
}

function listText(list: RecommendationList): string {
  const rows = list.items.map(item => [
    item.rank,
    item.track_id,
    item.title,
    item.artist,
    item.score,
    item.reasons[0]?.text ?? '',
  ]);
  const origin = `model ${list.model_id}, snapshot ${list.snapshot_id}${list.note === null ? '' : `; ${list.note}`}`;
  return `${table(['', 'track', 'title', 'artist', 'score', 'because'], rows, 70)}\n\n${origin}`;
}
