import type { ReactNode } from 'react';
import type { Recommendation } from '../../../shared/rpc/recommended-lists.ts';
import { Badge } from '../../ui/badge.tsx';
import { decimal, plural } from '../../ui/format.ts';
import { Reason } from './reason.tsx';
import { partColor, type Asked, type Part } from './wishes.ts';

interface Props {
  item: Recommendation;
  parts: readonly Part[];
  asked: Asked;
  action?: ReactNode;
}

/** Why a track is in the list: what each part gave, the reasons, and the plays behind them. */
export function Why({ item, parts, asked, action }: Props) {
  const largest = Math.max(...item.reasons.map(reason => Math.abs(reason.contribution)), Number.EPSILON);
  return (
    <section className="why" aria-label={`Why ${item.track.title}`}>
      <header className="why-head">
        <h2>{item.track.title}</h2>
        <p className="muted">
          {item.track.artist}
          {item.track.genre !== null && ` · ${item.track.genre}`} · {plural(item.track.plays, 'play')} by everyone
        </p>
        {action}
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
      {item.reasons.length === 0 && (
        <p className="faint why-none">
          This model has no exact reasons: it can’t be taken apart into plays, so none are shown.
        </p>
      )}
      <ul className="reasons">
        {item.reasons.map((reason, index) => (
          <Reason key={index} reason={reason} item={item} parts={parts} asked={asked} largest={largest} />
        ))}
      </ul>
    </section>
  );
}
