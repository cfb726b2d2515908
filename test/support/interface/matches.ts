import { MATCH_STATUSES, type MatchPage, type MatchQuery, type MatchRow } from '../../../src/shared/rpc/matches.ts';

const side = (trackId: string | number, title: string, artist: string): MatchRow['track'] => ({
  ...{ trackId, title, artist, album: null, durationMs: 201_000 },
});

const ROWS: MatchRow[] = [
  {
    ...{
      track: side('spotify:track:2', 'Jóga - Remastered 2011', 'Björk'),
      other: side('name:1f0c3a9be2d14477', 'Joga', 'Bjork'),
    },
    ...{ canonicalTrackId: 'spotify:track:2', status: 'merged', confidence: 0.95, reason: 'name', waiting: null },
    evidence: 'same title; same artist; “Remastered 2011” left aside',
  },
  {
    ...{
      track: side('name:77', 'Guerilla Radio', 'Rage Against The Machine'),
      other: side(42, 'Guerrilla Radio', 'Rage Against the Machine'),
    },
    ...{ canonicalTrackId: 42, status: 'merged', confidence: 0.9, reason: 'spelling', waiting: 'different' },
    evidence: 'titles differ by a letter; same artist',
  },
  {
    ...{
      track: side('name:9', 'Running Up That Hill', 'Kate Bush'),
      other: side(7, 'Running Up That Hill (A Deal With God)', 'Kate Bush'),
    },
    ...{ canonicalTrackId: null, status: 'proposed', confidence: 0.85, reason: 'subtitle', waiting: null },
    evidence: 'same title but for a subtitle; same artist',
  },
  {
    ...{
      track: side('name:31', 'A Song For The Dead', 'Queens Of The Stone Age'),
      other: side('name:32', 'A Song For The Deaf', 'Queens Of The Stone Age'),
    },
    ...{ canonicalTrackId: null, status: 'split', confidence: 0.9, reason: 'spelling', waiting: null },
    evidence: 'titles differ by a letter; same artist',
  },
  {
    ...{
      track: side('name:51', 'Happy Xmas (War Is Over)', 'John Lennon'),
      other: side(52, 'Happy Christmas', 'John Lennon'),
    },
    ...{ canonicalTrackId: 52, status: 'confirmed', confidence: 1, reason: 'person', waiting: null },
    evidence: 'decided by a person',
  },
];

/** Pairs of every status, for looking at the Matches page without a worker. */
export function matchPage({ status, text }: MatchQuery, isEmpty: boolean): MatchPage {
  const all = isEmpty ? [] : ROWS;
  const rows = all.filter(
    row =>
      (status === undefined || row.status === status) &&
      `${row.track.title} ${row.other.title}`.toLowerCase().includes(text),
  );
  const counts = Object.fromEntries(MATCH_STATUSES.map(each => [each, all.filter(row => row.status === each).length]));
  return { total: rows.length, counts: counts as MatchPage['counts'], waiting: isEmpty ? 0 : 1, rows };
}
