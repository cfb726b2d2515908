import { Button } from '../../ui/button.tsx';
import { NumberField } from '../../ui/field.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { Switch } from '../../ui/toggles.tsx';
import { ListShapeControls } from './list-shape.tsx';
import { ReleasedSince } from './released-since.tsx';
import { SaveVariant } from './save-variant.tsx';
import { WeightSliders } from './weight-sliders.tsx';
import { WhatChanges } from './what-changes.tsx';
import { startingWishes, type Asked, type Recommended, type Wishes } from './wishes.ts';

interface Props {
  asked: Asked;
  answer: Recommended | null;
  wishes: Wishes;
  onChange: (wishes: Wishes) => void;
}

/** With which weights, in what order, and what to leave out. Everything re-ranks at once. */
export function Controls({ asked, answer, wishes, onChange }: Props) {
  const set = (change: Partial<Wishes>) => onChange({ ...wishes, ...change });
  return (
    <>
      <section className="control-group">
        <header className="control-head">
          <h2>Weights</h2>
          <Reset isDisabled={Object.keys(wishes.weights).length === 0} onPress={() => set({ weights: {} })} />
        </header>
        {answer === null ? (
          <Skeleton height={96} />
        ) : (
          <WeightSliders parts={answer.parts} weights={wishes.weights} onChange={weights => set({ weights })} />
        )}
      </section>
      <section className="control-group">
        <header className="control-head">
          <h2>Order</h2>
          <Reset isDisabled={Object.keys(wishes.shape).length === 0} onPress={() => set({ shape: {} })} />
        </header>
        {answer === null ? (
          <Skeleton height={160} />
        ) : (
          <ListShapeControls own={answer.shape} moved={wishes.shape} onChange={shape => set({ shape })} />
        )}
      </section>
      {answer !== null && <WhatChanges metrics={answer.metrics} />}
      {answer !== null && asked.kind !== 'session' && <SaveVariant answer={answer} wishes={wishes} />}
      <section className="control-group">
        <header className="control-head">
          <h2>Left out</h2>
          <Reset
            isDisabled={keepsAll(wishes)}
            onPress={() => onChange({ ...startingWishes, weights: wishes.weights, shape: wishes.shape })}
          />
        </header>
        <Switch isSelected={wishes.excludeHeard} onChange={excludeHeard => set({ excludeHeard })}>
          {asked.kind === 'session' ? 'What was heard in the session' : 'What was heard before'}
        </Switch>
        <Switch isSelected={!wishes.explicit} onChange={hide => set({ explicit: !hide })}>
          Explicit tracks
        </Switch>
        <ReleasedSince value={wishes.releasedFrom} onChange={releasedFrom => set({ releasedFrom })} />
        <NumberField label="Tracks" value={wishes.k} minValue={1} maxValue={500} onChange={k => set({ k })} />
      </section>
    </>
  );
}

const Reset = ({ isDisabled, onPress }: { isDisabled: boolean; onPress: () => void }) => (
  <Button size="small" variant="quiet" isDisabled={isDisabled} onPress={onPress}>
    Reset
  </Button>
);

const keepsAll = ({ k, excludeHeard, explicit, releasedFrom }: Wishes): boolean =>
  k === startingWishes.k && excludeHeard && explicit && releasedFrom === null;
