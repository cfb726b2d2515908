import { useMemo, useState } from 'react';
import type { EntityId } from '../../../shared/rpc/base.ts';
import type { Recommendation, RecommendationReason } from '../../../shared/rpc/recommend.ts';
import { rpc } from '../../rpc/client.ts';
import { useQuery, type Query } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { Badge } from '../../ui/badge.tsx';
import { decimal, duration, moment, plural } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import { partColor, type Asked, type Part } from './wishes.ts';

interface Props {
  item: Recommendation;
  parts: readonly Part[];
  asked: Asked;
}

/** Why a track is in the list: what each part gave, the reasons, and the plays behind them. */
export function Why({ item, parts, asked }: Props) {
  const largest = Math.max(...item.reasons.map(reason => Math.abs(reason.contribution)), Number.EPSILON);
  return (
    <section className="why" aria-label={`Why ${item.track.title}`}>
      <header className="why-head">
        <h2>{item.track.title}</h2>
        <p className="muted">
          {item.track.artist}
          {item.track.genre !== null && ` · ${item.track.genre}`} · {plural(item.track.plays, 'play')} by everyone
        </p>
      </header>
      <dl className="why-parts">
        {parts
          .filter(part => item.parts[part.name] !== undefined)
          .map(part => (
            <div key={part.name}>
              <dt>
                <span className="swatch" style={{ background: partColor(parts, part.name) }} /> {part.title}
              </dt>
              <dd className="number">{decimal(item.parts[part.name], 4)}</dd>
            </div>
          ))}
        <div className="why-total">
          <dt>Score</dt>
          <dd className="number">{decimal(item.score, 4)}</dd>
        </div>
      </dl>
      <h3 className="why-title">
        Reasons {item.exact ? <Badge tone="ok">sum to the score</Badge> : <Badge>not exact for this model</Badge>}
      </h3>
      {item.reasons.length === 0 && <p className="faint why-none">This model can’t say why.</p>}
      <ul className="reasons">
        {item.reasons.map((reason, index) => (
          <Reason key={index} reason={reason} parts={parts} asked={asked} largest={largest} />
        ))}
      </ul>
    </section>
  );
}

interface ReasonProps {
  reason: RecommendationReason;
  parts: readonly Part[];
  asked: Asked;
  largest: number;
}

function Reason({ reason, parts, asked, largest }: ReasonProps) {
  const [open, setOpen] = useState(false);
  const hasPlays = reason.kind === 'item' && reason.id !== null && asked.kind === 'listener';
  const text = (
    <>
      <span className="reason-line">
        <span>{reason.text}</span>
        <span className="number faint">
          {reason.contribution >= 0 ? '+' : '−'}
          {Math.abs(reason.contribution).toFixed(4)}
        </span>
      </span>
      <span className="reason-bar">
        <span
          style={{
            width: `${(Math.abs(reason.contribution) / largest) * 100}%`,
            background: partColor(parts, reason.part),
          }}
        />
      </span>
    </>
  );
  if (!hasPlays || reason.id === null) return <li className="reason-item">{text}</li>;
  return (
    <li className="reason-item">
      <button type="button" className="reason-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'chevronDown' : 'chevronRight'} size={12} />
        <span className="reason-body">{text}</span>
      </button>
      {open && <Plays userId={asked.id} trackId={reason.id} />}
    </li>
  );
}

type Play = Awaited<ReturnType<typeof rpc.recommend.plays>>[number];

const playsQuery = (userId: EntityId, trackId: EntityId): Query<Play[]> => ({
  key: `plays:${JSON.stringify([userId, trackId])}`,
  topics: ['loads'],
  load: signal => rpc.recommend.plays({ userId, trackId, limit: 100 }, { signal }),
});

/** The rows of bronze that the reason rests on. */
function Plays({ userId, trackId }: { userId: EntityId; trackId: EntityId }) {
  const answer = useQuery(useMemo(() => playsQuery(userId, trackId), [userId, trackId]));
  return (
    <Answered answer={answer} skeleton={<SkeletonRows rows={3} label="Loading plays" />}>
      {plays =>
        plays.length === 0 ? (
          <p className="faint why-none">The source gave counts without times.</p>
        ) : (
          <ul className="plays number">
            {plays.map((play, index) => (
              <li key={index}>
                <time dateTime={play.at} title={play.at}>
                  {moment(play.at)}
                </time>
                <span className="faint">{play.msPlayed === null ? '' : duration(play.msPlayed / 1000)}</span>
              </li>
            ))}
          </ul>
        )
      }
    </Answered>
  );
}
