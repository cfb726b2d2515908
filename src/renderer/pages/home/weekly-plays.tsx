import { useState } from 'react';
import { runSql } from '../../rpc/run-sql.ts';
import { useQuery, type Query } from '../../state/query.ts';
import { count, percent, plural, shortCount } from '../../ui/format.ts';
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

const HEIGHT = 128;
const WITH_WORDS = HEIGHT + 48;

/** Bars of plays per week from gold, with this week against the last in words. */
export function WeeklyPlays() {
  const answer = useQuery(weeksQuery);
  if (answer.kind === 'loading') return <Skeleton height={WITH_WORDS} />;
  if (answer.kind === 'failed' || answer.value.length === 0)
    return (
      <p className="home-chart-empty faint" style={{ height: WITH_WORDS }}>
        The weeks appear here once gold relations are built.
      </p>
    );
  return <Bars weeks={answer.value} />;
}

function Bars({ weeks }: { weeks: readonly Week[] }) {
  const [pointed, setPointed] = useState<Week | null>(null);
  const top = roundUp(Math.max(...weeks.map(week => week.plays), 1));
  const steps = [1, 0.5, 0];
  return (
    <div className="weeks">
      <p className="weeks-text number">
        {pointed === null ? newest(weeks) : inWords(pointed)} <HeldBack reads={READS} />
      </p>
      <div className="weeks-scale number" aria-hidden data-widest={shortCount(top)}>
        {steps.map(share => (
          <span key={share} style={{ bottom: `${share * 100}%` }}>
            {shortCount(top * share)}
          </span>
        ))}
      </div>
      <div
        className="weeks-bars"
        role="img"
        aria-label={`Plays per week, ${weeks.length} weeks. ${newest(weeks)}`}
        style={{ height: HEIGHT }}
      >
        {steps.slice(0, 2).map(share => (
          <span key={share} className="weeks-line" style={{ bottom: `${share * 100}%` }} />
        ))}
        {weeks.map((week, index) => (
          <span
            key={week.end}
            className="weeks-bar"
            data-last={index === weeks.length - 1 || undefined}
            onMouseEnter={() => setPointed(week)}
            onMouseLeave={() => setPointed(null)}
          >
            <span style={{ height: `${(week.plays / top) * 100}%` }} />
          </span>
        ))}
      </div>
      <div className="weeks-axis faint number" aria-hidden>
        {monthsOf(weeks).map(({ at, label }) => (
          <span key={at} style={{ left: `${(at / weeks.length) * 100}%` }}>
            {label}
          </span>
        ))}
      </div>
    </div>
  );
}

/** 1, 2, 4, 5 or 8 times a power of ten: the scale's end, whose half is round too. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10].find(step => step * power >= value) ?? 10) * power;
}

const MOST_LABELS = 14;

/** Where months begin, as many as there is room for: `Jan 2024`, `Feb`, … */
function monthsOf(weeks: readonly Week[]): { at: number; label: string }[] {
  const begin = weeks.flatMap(({ end }, at) =>
    weeks[at - 1]?.end.slice(0, 7) === end.slice(0, 7) ? [] : [{ at, end }],
  );
  const every = Math.ceil(begin.length / MOST_LABELS);
  return begin
    .filter((_, index) => index % every === 0)
    .map(({ at, end }, index, all) => {
      const month = MONTHS[Number(end.slice(5, 7)) - 1] ?? '';
      const newYear = all[index - 1]?.end.slice(0, 4) !== end.slice(0, 4);
      return { at, label: newYear ? `${month} ${end.slice(0, 4)}` : month };
    });
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

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
