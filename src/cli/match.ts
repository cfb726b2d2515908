import { Command, Option } from 'commander';
import { resolve } from 'node:path';
import { MATCH_STATUSES, type MatchRow, type MatchSide } from '../shared/rpc/matches.ts';
import { quietContext } from '../worker/jobs/context.ts';
import { openLakehouse } from '../worker/lakehouse/open.ts';
import { decideMatch, type TrackDecision } from '../worker/resolve/decide.ts';
import { listMatches } from '../worker/resolve/list-matches.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { wholeNumber } from './numbers.ts';
import { printJson, printLine, table } from './output.ts';

interface ListOptions {
  lake: string;
  json?: boolean;
  status?: MatchRow['status'];
  text: string;
  limit: number;
}

/** `tracklake match`: the tracks that are counted as one recording, and a person's word on them. */
export function command(): Command {
  const match = new Command('match')
    .enablePositionalOptions() // --lake belongs to the word it follows
    .description('tracks of several sources that are one recording: what was merged and why; split, confirm, undo')
    .addOption(new Option('--status <status>', 'only these').choices(MATCH_STATUSES))
    .option('--text <words>', 'only pairs with this in a title or artist', '')
    .option('--limit <n>', 'at most so many pairs', wholeNumber(1), 50)
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(list);
  match.addCommand(decision('split', 'different', 'the two are different recordings'));
  match.addCommand(decision('confirm', 'same', 'the two are one recording'));
  match.addCommand(decision('undo', 'open', 'takes back what was decided about the two'));
  return match;
}

function decision(name: string, said: TrackDecision, description: string): Command {
  return new Command(name)
    .description(`${description}; the next build follows`)
    .argument('<track>', "a track's id")
    .argument('<other>', "the other track's id")
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async (trackId: string, otherTrackId: string, { lake: path, json }: { lake: string; json?: boolean }) => {
      const lake = openLakehouse(resolve(path), { mustExist: true });
      try {
        const context = quietContext({ runId: `decide-${Date.now()}` });
        const { loadId } = decideMatch(lake, { trackId, otherTrackId, decision: said }, context);
        const words = `${trackId} and ${otherTrackId}: ${said}; "tracklake build" brings the relations up to date`;
        await (json ? printJson({ loadId, decision: said }) : printLine(words));
      } finally {
        lake.close();
      }
    });
}

async function list({ lake: path, json, status, text, limit }: ListOptions): Promise<void> {
  const lake = openLakehouse(resolve(path), { readonly: true });
  try {
    const page = listMatches(lake, {
      ...(status === undefined ? {} : { status }),
      text,
      from: 0,
      limit: Math.min(limit, 500),
    });
    if (json) return await printJson(page.rows);
    if (page.total === 0) return await printLine('no two tracks were found to be one recording');
    const rows = page.rows.map(row => [
      ...[row.status, row.confidence, nameOf(row.track), nameOf(row.other), row.evidence],
      ...[row.track.trackId, row.other.trackId],
    ]);
    await printLine(table(['', 'sure', 'track', 'is', 'because', 'track id', 'other id'], rows, 44));
    const { merged, proposed, confirmed, split } = page.counts;
    await printLine(`\n${merged} merged, ${proposed} proposed, ${confirmed} confirmed, ${split} split`);
  } finally {
    lake.close();
  }
}

const nameOf = ({ artist, title }: MatchSide): string => (artist === '' ? title : `${artist} – ${title}`);
