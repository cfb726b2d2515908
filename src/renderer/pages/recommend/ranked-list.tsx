import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { Recommendation, Track } from '../../../shared/rpc/recommended-lists.ts';
import { Badge } from '../../ui/badge.tsx';
import { decimal } from '../../ui/format.ts';
import { Notice } from '../../ui/states.tsx';
import { partColor, type Part, type Recommended } from './wishes.ts';

interface Props {
  list: Recommended;
  picked: Recommendation | null;
  onPick: (track: Track) => void;
}

/** The top k. The bar of a track is its score, cut into what each part gave. */
export function RankedList({ list, picked, onPick }: Props) {
  const highest = Math.max(...list.items.map(item => positiveSum(item)), Number.EPSILON);
  return (
    <div className="ranked">
      <header className="ranked-head">
        <span className="truncate" title={list.model.modelId}>
          {list.model.title}
        </span>
        <span className="faint number">snapshot {list.model.snapshotId}</span>
        {list.model.stale && <Badge tone="warn">stale</Badge>}
        <span className="faint number ranked-time">{Math.round(list.milliseconds)} ms</span>
      </header>
      {list.note !== null && (
        <div className="ranked-note">
          <Notice>{list.note}</Notice>
        </div>
      )}
      <ListBox
        className="ranked-items"
        aria-label="Recommended tracks"
        selectionMode="single"
        selectionBehavior="replace"
        selectedKeys={picked === null ? [] : [JSON.stringify(picked.track.trackId)]}
        onSelectionChange={keys => {
          if (keys === 'all') return;
          const track = list.items.find(item => keys.has(JSON.stringify(item.track.trackId)))?.track;
          if (track !== undefined) onPick(track);
        }}
      >
        {list.items.map(item => (
          <ListBoxItem
            key={JSON.stringify(item.track.trackId)}
            id={JSON.stringify(item.track.trackId)}
            textValue={`${item.track.title}, ${item.track.artist}`}
            className="ranked-item"
          >
            <span className="ranked-rank number">{item.rank}</span>
            <span className="ranked-track">
              <span className="truncate">{item.track.title}</span>
              <span className="truncate faint">
                {item.track.artist}
                {item.track.genre !== null && ` · ${item.track.genre}`}
              </span>
            </span>
            <ScoreBar item={item} parts={list.parts} highest={highest} />
            <span className="ranked-score number">{decimal(item.score)}</span>
          </ListBoxItem>
        ))}
      </ListBox>
    </div>
  );
}

const positiveSum = (item: Recommendation): number =>
  Object.values(item.parts).reduce((sum, part) => sum + Math.max(0, part), 0);

function ScoreBar({ item, parts, highest }: { item: Recommendation; parts: readonly Part[]; highest: number }) {
  const shown = parts.filter(part => (item.parts[part.name] ?? 0) > 0);
  const text = shown.map(part => `${part.title} ${decimal(item.parts[part.name])}`).join(', ');
  return (
    <span className="score-bar" role="img" aria-label={text} title={text}>
      {shown.map(part => (
        <span
          key={part.name}
          style={{
            width: `${((item.parts[part.name] ?? 0) / highest) * 100}%`,
            background: partColor(parts, part.name),
          }}
        />
      ))}
    </span>
  );
}
