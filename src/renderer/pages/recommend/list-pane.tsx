import { EmptyState } from '../../ui/states.tsx';
import { RankedPane } from './ranked-pane.tsx';
import { Taste } from './taste.tsx';
import { WhoFor } from './who-for.tsx';
import type { Asked } from './wishes.ts';

export type ForWhom = Exclude<Asked, { kind: 'session' }>;

/** Choose whom it is for on the left; the ranked list; why a track is in it on the right. */
export function ListPane({ asked }: { asked: ForWhom | null }) {
  if (asked === null) return <Choose />;
  return (
    <RankedPane key={JSON.stringify(asked)} asked={asked}>
      <WhoFor asked={asked} />
      {asked.kind === 'listener' && <Taste userId={asked.id} />}
    </RankedPane>
  );
}

function Choose() {
  return (
    <div className="rank">
      <aside className="rank-controls" aria-label="For whom">
        <WhoFor asked={null} />
      </aside>
      <EmptyState icon="spark" title="Choose a listener or a track">
        You get what the served model would recommend, how each part of it adds to the score, and the plays that stand
        behind it.
      </EmptyState>
    </div>
  );
}
