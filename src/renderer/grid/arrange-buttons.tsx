import { Button } from '../ui/button.tsx';
import { drawBars, freezeColumn, hideColumn, isFrozen, moveColumn, type Arrangement } from './arrangement.ts';

export interface ArrangeButtonsProps {
  index: number;
  /** Columns of the result, hidden ones too. */
  count: number;
  /** Its values are numbers. */
  numeric: boolean;
  arrangement: Arrangement;
  onArrange(next: Arrangement): void;
}

/** Where one column stands: moved, held at the left, or out of sight. */
export function ArrangeButtons({ index, count, numeric, arrangement, onArrange }: ArrangeButtonsProps) {
  const frozen = isFrozen(arrangement, index);
  const bars = arrangement.bars.includes(index);
  const hidden = hideColumn(count, arrangement, index);
  const left = moveColumn(count, arrangement, index, -1);
  const right = moveColumn(count, arrangement, index, 1);
  return (
    <>
      <div className="grid-menu-row">
        <Button size="small" icon="chevronLeft" isDisabled={left === arrangement} onPress={() => onArrange(left)}>
          Move left
        </Button>
        <Button size="small" icon="chevronRight" isDisabled={right === arrangement} onPress={() => onArrange(right)}>
          Move right
        </Button>
      </div>
      <div className="grid-menu-row">
        <Button size="small" icon="pin" onPress={() => onArrange(freezeColumn(arrangement, index, !frozen))}>
          {frozen ? 'Unfreeze' : 'Freeze to the left'}
        </Button>
        <Button size="small" icon="minus" isDisabled={hidden === arrangement} onPress={() => onArrange(hidden)}>
          Hide
        </Button>
        {numeric && (
          <Button size="small" icon="chart" onPress={() => onArrange(drawBars(arrangement, index, !bars))}>
            {bars ? 'No bars' : 'Bars'}
          </Button>
        )}
      </div>
    </>
  );
}
