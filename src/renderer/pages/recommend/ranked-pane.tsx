import { useDeferredValue, useMemo, useState, type ReactNode } from 'react';
import type { EntityId } from '../../../shared/rpc/base.ts';
import type { Track } from '../../../shared/rpc/recommended-lists.ts';
import { useSteadyQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { SplitPane } from '../../ui/split-pane.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Controls } from './controls.tsx';
import { recommendQuery } from './list-query.ts';
import { RankedList } from './ranked-list.tsx';
import { startingWishes, type Asked, type Wishes } from './wishes.ts';
import { Why } from './why.tsx';

interface Props {
  asked: Asked;
  /** What stands above the controls. */
  children: ReactNode;
  /** Offered for the track that is picked. */
  action?: (track: Track) => ReactNode;
}

/** What to turn on the left; the ranked list; why a track is in it on the right. */
export function RankedPane({ asked, children, action }: Props) {
  const [wishes, setWishes] = useState<Wishes>(startingWishes);
  const [picked, setPicked] = useState<EntityId | null>(null);
  const wanted = useDeferredValue(wishes);
  const answer = useSteadyQuery(useMemo(() => recommendQuery(asked, wanted), [asked, wanted]));
  const items = answer.kind === 'ready' ? answer.value.items : [];
  const item = items.find(candidate => candidate.track.trackId === picked) ?? items[0] ?? null;
  return (
    <div className="rank">
      <aside className="rank-controls" aria-label="For whom, and how">
        {children}
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
                    <Why
                      key={JSON.stringify(item.track.trackId)}
                      item={item}
                      parts={list.parts}
                      asked={asked}
                      action={action?.(item.track)}
                    />
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
