import { useState } from 'react';
import { runSql } from '../../rpc/run-sql.ts';
import { useQuery, type Query } from '../../state/query.ts';
import { count, shortCount } from '../../ui/format.ts';
import { Skeleton } from '../../ui/states.tsx';

interface Week {
  start: string;
  plays: number;
}

const SQL = `select week_start, sum(plays) as plays
from gold_genre_popularity_by_week
group by week_start
order by week_start`;

const weeksQuery: Query<Week[]> = {
  key: 'weekly-plays',
  topics: ['relations'],
  load: async signal =>
    (await runSql(SQL, signal)).map(([start, plays]) => ({ start: String(start), plays: Number(plays) })),
};

const HEIGHT = 120;

/** Bars of plays per week from gold, with this week against the last in words. */
export function WeeklyPlays() {
  const answer = useQuery(weeksQuery);
  if (answer.kind === 'loading') return <Skeleton height={HEIGHT + 24} />;
  if (answer.kind === 'failed' || answer.value.length === 0)
    return (
      <p className="home-chart-empty faint" style={{ height: HEIGHT + 24 }}>
        The weeks appear here once gold relations are built.
      </p>
    );
  return <Bars weeks={answer.value} />;
}

function Bars({ weeks }: { weeks: readonly Week[] }) {
  const [pointed, setPointed] = useState<Week | null>(null);
  const highest = Math.max(...weeks.map(week => week.plays), 1);
  return (
    <div className="weeks">
      <p className="weeks-text number">
        {pointed === null ? newest(weeks) : `Week from ${pointed.start}: ${count(pointed.plays)} plays`}
      </p>
      <div
        className="weeks-bars"
        role="img"
        aria-label={`Plays per week, ${weeks.length} weeks. ${newest(weeks)}`}
        style={{ height: HEIGHT }}
      >
        {weeks.map((week, index) => (
          <span
            key={week.start}
            className="weeks-bar"
            data-last={index === weeks.length - 1 || undefined}
            onMouseEnter={() => setPointed(week)}
            onMouseLeave={() => setPointed(null)}
          >
            <span style={{ height: `${(week.plays / highest) * 100}%` }} />
          </span>
        ))}
      </div>
      <p className="weeks-axis faint number">
        <span>{weeks[0]?.start}</span>
        <span>{weeks.at(-1)?.start}</span>
      </p>
    </div>
  );
}

function newest(weeks: readonly Week[]): string {
  const last = weeks.at(-1);
  const before = weeks.at(-2);
  if (last === undefined) return '';
  const text = `Week from ${last.start}: ${shortCount(last.plays)} plays`;
  if (before === undefined || before.plays === 0) return text;
  const change = (last.plays - before.plays) / before.plays;
  return `${text}, ${change >= 0 ? '+' : '−'}${Math.abs(change * 100).toFixed(1)}% against the week before`;
}
