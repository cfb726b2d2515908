import { useState } from 'react';
import { runSql } from '../../rpc/run-sql.ts';
import { useQuery, type Query } from '../../state/query.ts';
import { count, percent, plural } from '../../ui/format.ts';
import { HeldBack } from '../../ui/held-back.tsx';
import { Skeleton } from '../../ui/states.tsx';

interface Week {
  /** The week's last day. */
  end: string;
  plays: number;
  listeners: number;
}

const SQL = `select week_end, plays, listeners
from gold_weekly_overview
order by week_end`;

const weeksQuery: Query<Week[]> = {
  key: 'weekly-plays',
  topics: ['relations'],
  load: async signal =>
    (await runSql(SQL, signal)).map(([end, plays, listeners]) => ({
      end: String(end),
      plays: Number(plays),
      listeners: Number(listeners),
    })),
};

const READS = ['gold_weekly_overview'];

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
        {pointed === null ? newest(weeks) : inWords(pointed)} <HeldBack reads={READS} />
      </p>
      <div
        className="weeks-bars"
        role="img"
        aria-label={`Plays per week, ${weeks.length} weeks. ${newest(weeks)}`}
        style={{ height: HEIGHT }}
      >
        {weeks.map((week, index) => (
          <span
            key={week.end}
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
        <span>{weeks[0]?.end}</span>
        <span>{weeks.at(-1)?.end}</span>
      </p>
    </div>
  );
}

const inWords = ({ end, plays, listeners }: Week): string =>
  `Week to ${end}: ${count(plays)} plays by ${plural(listeners, 'listener')}`;

function newest(weeks: readonly Week[]): string {
  const last = weeks.at(-1);
  const before = weeks.at(-2);
  if (last === undefined) return '';
  if (before === undefined || before.plays === 0) return inWords(last);
  const change = (last.plays - before.plays) / before.plays;
  return `${inWords(last)}, ${change >= 0 ? '+' : '−'}${percent(Math.abs(change))} against the week before`;
}
