import { Slider } from '../../ui/toggles.tsx';
import { partColor, type Part, type Wishes } from './wishes.ts';

interface Props {
  parts: readonly Part[];
  weights: Wishes['weights'];
  onChange: (weights: Wishes['weights']) => void;
}

/** What each part of a hybrid weighs. */
export function WeightSliders({ parts, weights, onChange }: Props) {
  if (parts.length === 1)
    return <p className="faint">{parts[0]?.title} has one part only; there is nothing to weigh.</p>;
  return parts.map(part => (
    <div key={part.name} className="weight" style={{ '--part': partColor(parts, part.name) } as React.CSSProperties}>
      <Slider
        label={part.title}
        min={0}
        max={Math.max(2, part.default * 2)}
        step={0.05}
        value={weights[part.name] ?? part.weight}
        onChange={value => onChange({ ...weights, [part.name]: value })}
        format={value => value.toFixed(2)}
      />
    </div>
  ));
}
