import type { ListShape } from '../../../shared/rpc/recommended-lists.ts';
import { NumberField } from '../../ui/field.tsx';
import { Slider } from '../../ui/toggles.tsx';

interface Props {
  /** How the model orders its lists itself. */
  own: ListShape;
  moved: Partial<ListShape>;
  onChange: (moved: Partial<ListShape>) => void;
}

const SLIDERS = [
  { name: 'diversity', label: 'Unlike each other', min: 0 },
  { name: 'calibration', label: 'Genres as listened to', min: 0 },
  { name: 'novelty', label: 'Popular or rare', min: -1 },
  { name: 'freshness', label: 'Fresh releases', min: 0 },
] as const;

/** What the list is to be besides good. */
export function ListShapeControls({ own, moved, onChange }: Props) {
  const cap = moved.artistCap === undefined ? own.artistCap : moved.artistCap;
  return (
    <>
      {SLIDERS.map(({ name, label, min }) => (
        <Slider
          key={name}
          label={label}
          min={min}
          value={moved[name] ?? own[name]}
          onChange={value => onChange({ ...moved, [name]: value })}
          format={value => (name === 'novelty' ? sided(value) : value.toFixed(2))}
        />
      ))}
      <NumberField
        label="Per artist at most"
        value={cap ?? NaN}
        minValue={1}
        maxValue={100}
        onChange={value => onChange({ ...moved, artistCap: Number.isNaN(value) ? null : value })}
      />
    </>
  );
}

const sided = (value: number): string =>
  value === 0 ? '0.00' : `${value < 0 ? 'popular' : 'rare'} ${Math.abs(value).toFixed(2)}`;
