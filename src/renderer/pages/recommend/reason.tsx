import { useState, type ReactNode } from 'react';
import type { EntityId } from '../../../shared/rpc/base.ts';
import type { Recommendation, RecommendationReason, ReasonEvidence } from '../../../shared/rpc/recommended-lists.ts';
import { moment, plural } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { SessionPlays, TrackPlays } from './plays.tsx';
import { partColor, type Asked, type Part } from './wishes.ts';

interface Props {
  reason: RecommendationReason;
  item: Recommendation;
  parts: readonly Part[];
  asked: Asked;
  largest: number;
}

/** A sentence and what it adds to the score; opened, the evidence behind it, each piece down to its plays. */
export function Reason({ reason, item, parts, asked, largest }: Props) {
  const head = (
    <>
      <span className="reason-line">
        <span>{reason.text}</span>
        <Signed value={reason.contribution} />
      </span>
      <span className="reason-bar">
        <span
          style={{
            width: `${(Math.abs(reason.contribution) / largest) * 100}%`,
            background: partColor(parts, reason.part.split(' + ')[0] ?? reason.part),
          }}
        />
      </span>
    </>
  );
  if (reason.evidence.every(piece => piece.label === '')) return <li className="reason-item">{head}</li>;
  return (
    <li className="reason-item">
      <Opening head={head}>
        <ul className="evidence" aria-label={reason.text}>
          {reason.evidence.map((piece, index) => (
            <Evidence key={index} piece={piece} plays={playsBehind(reason, piece, item, asked)} />
          ))}
          {reason.more > 0 && <li className="faint">{plural(reason.more, 'weaker one')} not listed</li>}
        </ul>
      </Opening>
    </li>
  );
}

function Evidence({ piece, plays }: { piece: ReasonEvidence; plays: ReactNode }) {
  const line = (
    <span className="reason-line">
      <span>
        {piece.label}
        {piece.startedAt !== null && <span className="faint"> {moment(piece.startedAt)}</span>}
      </span>
      <Signed value={piece.contribution} />
    </span>
  );
  return <li>{plays === null ? line : <Opening head={line}>{plays}</Opening>}</li>;
}

/** The plays that a piece of evidence stands for: the listener's own, a followed person's, or a past session's. */
function playsBehind(
  { kind }: RecommendationReason,
  { id, startedAt }: ReasonEvidence,
  item: Recommendation,
  asked: Asked,
): ReactNode {
  if (id === null) return null;
  if (kind === 'session') return startedAt === null ? null : <SessionPlays userId={id} startedAt={startedAt} />;
  if (kind === 'user') return <TrackPlays userId={id} trackId={item.track.trackId} />;
  const listener = listenerOf(asked);
  const isTrack = kind === 'item' || kind === 'playlist' || kind === 'after';
  return isTrack && listener !== null ? <TrackPlays userId={listener} trackId={id} /> : null;
}

function listenerOf(asked: Asked): EntityId | null {
  switch (asked.kind) {
    case 'listener':
      return asked.id;
    case 'session':
      return asked.of;
    case 'track':
      return null;
  }
}

function Opening({ head, children }: { head: ReactNode; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="reason-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        <Icon name={open ? 'chevronDown' : 'chevronRight'} size={12} />
        <span className="reason-body">{head}</span>
      </button>
      {open && children}
    </>
  );
}

const Signed = ({ value }: { value: number }) => (
  <span className="number faint">
    {value >= 0 ? '+' : '−'}
    {Math.abs(value).toFixed(4)}
  </span>
);
