import { Button } from '../ui/button.tsx';
import { freezeColumn, hideColumn, isFrozen, moveColumn, type Arrangement } from './arrangement.ts';

export interface ArrangeButtonsProps {
  index: number;
  /** Columns of the result, hidden ones too. */
  count: number;
  arrangement: Arrangement;
  onArrange(next: Arrangement): void;
}

/** Where one column stands: moved, held at the left, or out of sight. */
export function ArrangeButtons({ index, count, arrangement, onArrange }: ArrangeButtonsProps) {
  const frozen = isFrozen(arrangement, index);
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
      </div>
    </>
  );
}
