import { Button } from '../../ui/button.tsx';
import { NumberField } from '../../ui/field.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { Slider, Switch } from '../../ui/toggles.tsx';
import { Taste } from './taste.tsx';
import { WhoFor } from './who-for.tsx';
import { partColor, startingWishes, type Asked, type Recommended, type Wishes } from './wishes.ts';

interface Props {
  asked: Asked;
  answer: Recommended | null;
  wishes: Wishes;
  onChange: (wishes: Wishes) => void;
}

/** For whom, with which weights, and what to leave out. Everything re-ranks at once. */
export function Controls({ asked, answer, wishes, onChange }: Props) {
  const set = (change: Partial<Wishes>) => onChange({ ...wishes, ...change });
  return (
    <>
      <WhoFor asked={asked} />
      {asked.kind === 'listener' && <Taste userId={asked.id} />}
      <section className="control-group">
        <header className="control-head">
          <h2>Weights</h2>
          <Button
            size="small"
            variant="quiet"
            isDisabled={Object.keys(wishes.weights).length === 0}
            onPress={() => set({ weights: {} })}
          >
            Reset
          </Button>
        </header>
        {answer === null && <Skeleton height={96} />}
        {answer?.parts.length === 1 && (
          <p className="faint">{answer.parts[0]?.title} has one part only; there is nothing to weigh.</p>
        )}
        {(answer?.parts.length ?? 0) > 1 &&
          answer?.parts.map(part => (
            <div
              key={part.name}
              className="weight"
              style={{ '--part': partColor(answer.parts, part.name) } as React.CSSProperties}
            >
              <Slider
                label={part.title}
                min={0}
                max={Math.max(2, part.default * 2)}
                step={0.05}
                value={wishes.weights[part.name] ?? part.weight}
                onChange={value => set({ weights: { ...wishes.weights, [part.name]: value } })}
                format={value => value.toFixed(2)}
              />
            </div>
          ))}
      </section>
      <section className="control-group">
        <header className="control-head">
          <h2>List</h2>
          <Button
            size="small"
            variant="quiet"
            isDisabled={isPlain(wishes)}
            onPress={() => onChange({ ...startingWishes, weights: wishes.weights })}
          >
            Reset
          </Button>
        </header>
        <Switch isSelected={wishes.excludeHeard} onChange={excludeHeard => set({ excludeHeard })}>
          Leave out what was heard
        </Switch>
        <div className="control-pair">
          <NumberField label="Tracks" value={wishes.k} minValue={1} maxValue={500} onChange={k => set({ k })} />
          <NumberField
            label="Per artist at most"
            value={wishes.maxPerArtist ?? NaN}
            minValue={1}
            maxValue={100}
            onChange={value => set({ maxPerArtist: Number.isNaN(value) ? null : value })}
          />
        </div>
        <Slider
          label="Diversity"
          value={wishes.diversity}
          onChange={diversity => set({ diversity })}
          format={value => value.toFixed(2)}
        />
      </section>
    </>
  );
}

const isPlain = ({ k, excludeHeard, maxPerArtist, diversity }: Wishes): boolean =>
  k === startingWishes.k && excludeHeard && maxPerArtist === null && diversity === 0;
