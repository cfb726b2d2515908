import { useDeferredValue, useMemo, useState } from 'react';
import type { EntityId } from '../../../shared/rpc/base.ts';
import { rpc } from '../../rpc/client.ts';
import { useSteadyQuery, type Query } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { SplitPane } from '../../ui/split-pane.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Controls } from './controls.tsx';
import { WhoFor } from './who-for.tsx';
import { RankedList } from './ranked-list.tsx';
import { startingWishes, type Asked, type Recommended, type Wishes } from './wishes.ts';
import { Why } from './why.tsx';

const recommendQuery = (asked: Asked, wishes: Wishes): Query<Recommended> => ({
  key: `recommend:${JSON.stringify([asked, wishes])}`,
  topics: ['models'],
  load: signal =>
    rpc.recommend.recommend(
      {
        for: asked.kind === 'listener' ? { userId: asked.id } : { seedTrackId: asked.id },
        k: wishes.k,
        weights: wishes.weights,
        filters: {
          excludeHeard: wishes.excludeHeard,
          ...(wishes.maxPerArtist === null ? {} : { maxPerArtist: wishes.maxPerArtist }),
          ...(wishes.diversity === 0 ? {} : { diversity: wishes.diversity }),
        },
        reasons: 12,
      },
      { signal },
    ),
});

/** Choose whom it is for on the left; the ranked list; why a track is in it on the right. */
export function ListPane({ asked }: { asked: Asked | null }) {
  return asked === null ? <Choose /> : <Ranked key={JSON.stringify(asked)} asked={asked} />;
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

function Ranked({ asked }: { asked: Asked }) {
  const [wishes, setWishes] = useState<Wishes>(startingWishes);
  const [picked, setPicked] = useState<EntityId | null>(null);
  const wanted = useDeferredValue(wishes);
  const answer = useSteadyQuery(useMemo(() => recommendQuery(asked, wanted), [asked, wanted]));
  const items = answer.kind === 'ready' ? answer.value.items : [];
  const item = items.find(candidate => candidate.track.trackId === picked) ?? items[0] ?? null;
  return (
    <div className="rank">
      <aside className="rank-controls" aria-label="For whom, and how">
        <Controls
          asked={asked}
          answer={answer.kind === 'ready' ? answer.value : null}
          wishes={wishes}
          onChange={setWishes}
        />
      </aside>
      <Answered answer={answer}>
        {list =>
          list.items.length === 0 ? (
            <EmptyState
              icon="spark"
              title="Nothing to recommend"
              actions={<Button onPress={() => navigate(href('recommend', 'models'))}>Look at the models</Button>}
            >
              {list.note ?? 'Every track was filtered out.'}
            </EmptyState>
          ) : (
            <SplitPane
              name="recommend-why"
              panes={[
                {
                  id: 'list',
                  minSize: 280,
                  content: <RankedList list={list} picked={item} onPick={track => setPicked(track.trackId)} />,
                },
                {
                  id: 'why',
                  defaultSize: '38%',
                  minSize: 240,
                  content: item !== null && (
                    <Why key={JSON.stringify(item.track.trackId)} item={item} parts={list.parts} asked={asked} />
                  ),
                },
              ]}
            />
          )
        }
      </Answered>
    </div>
  );
}
