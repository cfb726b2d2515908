import type { Lakehouse } from '../../../src/worker/lakehouse/open.ts';
import { isoTime } from '../../lakehouse/support/fill.ts';
import { loadRows, type BronzeRow } from '../../lakehouse/support/load.ts';

/** How many defects of each kind are planted, by the check that is to find them. */
export type Planted = Map<string, number>;

interface Play {
  user_id: number;
  track_id: number;
  played_at: string;
  ms_played: number;
  duration_ms: number;
}

const FIRST_NEW_USER = 100_000;
const DAY = 86_400;
const SUMMER = Date.UTC(2024, 6, 3) / 1000; // a Wednesday, so that a week begins

/** Plants defects of every kind that shows in rows, each among plays that are clean otherwise. */
export function plantRows(lake: Lakehouse): Planted {
  const planted: Planted = new Map();
  const rows: BronzeRow[] = [];
  const users: BronzeRow[] = [];
  let nextUser = FIRST_NEW_USER;
  const newUser = (): number => {
    users.push({ user_id: ++nextUser, name: `Listener ${nextUser}`, signed_up_at: '2023-01-01T00:00:00Z' });
    return nextUser;
  };
  const plant = (check: string, defects: number, make: (i: number) => BronzeRow[]): void => {
    for (let i = 0; i < defects; i += 1) rows.push(...make(i));
    planted.set(check, (planted.get(check) ?? 0) + defects);
  };
  const heard = plays(lake);
  const clean = (i: number): Play => heard[i * 7] as Play;
  const from = ({ user_id, track_id, played_at, ms_played }: Play): BronzeRow => ({
    user_id,
    track_id,
    played_at,
    ms_played,
    skipped: 0,
  });

  plant('listening.repeated_plays', 40, i => [from(clean(i))]);
  plant('listening.overlapping_plays', 40, i => {
    const play = clean(100 + i);
    const at = isoTime(Date.parse(play.played_at) / 1000 + 20);
    return [{ ...from(play), track_id: (play.track_id % 900) + 1, played_at: at, ms_played: 60_000 }];
  });
  plant('listening.possible_lengths', 20, i => [
    { ...from(clean(200 + i)), ms_played: clean(200 + i).duration_ms * 20 },
  ]);
  plant('listening.possible_lengths', 20, i => [{ ...from(clean(220 + i)), ms_played: -1 - i }]);
  plant('listening.possible_times', 20, i => [{ ...from(clean(240 + i)), played_at: `2054-02-03T10:00:${two(i)}Z` }]);
  plant('listening.possible_times', 20, i => [{ ...from(clean(260 + i)), played_at: `1970-01-01T10:00:${two(i)}Z` }]);
  plant('identity.known_listeners', 40, i => [{ ...from(clean(280 + i)), user_id: 9_000_000 + i }]);
  plant('identity.known_tracks', 40, i => [{ ...from(clean(320 + i)), track_id: 9_000_000 + i }]);
  plant('listening.future_plays', 10, i => [
    { ...from(clean(0)), user_id: newUser(), played_at: `2038-03-0${(i % 9) + 1}T10:00:00Z` },
  ]);
  plant('listening.loops', 10, i => {
    const user_id = newUser();
    return many(80, n => ({
      user_id,
      track_id: 7,
      played_at: isoTime(SUMMER + i * DAY + n * 400),
      ms_played: 100_000 + n * 100,
    }));
  });
  plant('listening.bots', 5, i => {
    const user_id = newUser();
    return many(120, n => ({
      user_id,
      track_id: n + 1,
      played_at: isoTime(SUMMER + i * DAY + n * 719),
      ms_played: 60_000 + n * 50,
    }));
  });
  plant('listening.bots', 5, i => {
    const user_id = newUser();
    return many(100, n => ({
      user_id,
      track_id: n + 1,
      played_at: isoTime(SUMMER + i * DAY + n * 40),
      ms_played: 31_000,
    }));
  });
  plant('listening.full_days', 5, i => {
    const user_id = newUser();
    return many(60, n => ({
      user_id,
      track_id: longest(lake),
      played_at: isoTime(SUMMER + i * DAY + n * 1300),
      ms_played: 1_700_000,
    }));
  });
  plant('listening.repeated_within_seconds', 20, i => {
    const user_id = newUser();
    return many(2, n => ({ user_id, track_id: 30, played_at: isoTime(SUMMER + i * 3600 + n * 12), skipped: 0 }));
  });
  plant('identity.follows', 5, () => []);
  loadRows(
    lake,
    'bronze_graph_user_follows',
    many(5, i => ({ follower_id: i + 1, followee_id: i + 1 })),
  );
  planted.set('identity.isrc_form', 6);
  planted.set('identity.mbid_form', 4);
  loadRows(lake, 'bronze_dim_songs', wrongIds());
  planted.set('identity.recommended_tracks', 3);
  loadRows(
    lake,
    'bronze_recommendation_events',
    many(3, i => ({ user_id: i + 1, track_id: 8_000_000 + i, rank: 1, recommended_at: '2024-07-01T00:00:00Z' })),
  );
  loadRows(lake, 'bronze_dim_users', users);
  loadRows(lake, 'bronze_fact_listening_events', rows);
  return planted;
}

const wrongIds = (): BronzeRow[] => [
  ...['XX123', 'USRC1760783', '12RC17607839', 'USRC17607839X', 'USRC1760783O', 'isrc:USRC17607839'].map((isrc, i) => ({
    track_id: 500_000 + i,
    title: `Song with ${isrc}`,
    artist_name: 'Nobody',
    isrc,
  })),
  ...[
    'not-a-uuid',
    'b1a9c0e9d987404291ae78d6a3267d69',
    'b1a9c0e9-d987-4042-91ae-78d6a3267d6',
    'g1a9c0e9-d987-4042-91ae-78d6a3267d69',
  ].map((track_mbid, i) => ({
    track_id: 600_000 + i,
    title: `Song with ${track_mbid}`,
    artist_name: 'Nobody',
    track_mbid,
  })),
  {
    track_id: 700_000,
    title: 'Right ids',
    artist_name: 'Nobody',
    isrc: 'us-rc1-76-07839',
    track_mbid: 'B1A9C0E9-d987-4042-91ae-78d6a3267d69',
  },
];

/** Whole plays of two minutes and more, in the order of listeners, with the length of their tracks. */
function plays(lake: Lakehouse): Play[] {
  return lake.db
    .prepare(
      `select e.user_id, e.track_id, e.played_at, e.ms_played, s.duration_ms
       from bronze_fact_listening_events as e join bronze_dim_songs as s on s.track_id = e.track_id
       where e.ms_played >= 120000 order by e.user_id, e.played_at limit 4000`,
    )
    .all() as Play[];
}

function longest(lake: Lakehouse): number {
  lake.db.prepare(`update lake_bronze_dim_songs set duration_ms = 1800000 where track_id = 900`).run();
  return 900;
}

const many = (n: number, make: (i: number) => BronzeRow): BronzeRow[] => Array.from({ length: n }, (_, i) => make(i));

const two = (n: number): string => String(n % 60).padStart(2, '0');
