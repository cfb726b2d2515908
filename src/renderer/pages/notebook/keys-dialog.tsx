import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { keysOf, useChosenKeys } from '../../state/commands.ts';
import { CELL_COMMANDS } from '../../state/notebook-keys.ts';

const IN_EDITOR: readonly (readonly [keys: string, title: string])[] = [
  ['Mod+Enter', 'Run the cell, what is selected, or the statement at the cursor'],
  ['Shift+Enter', 'Run it and go to the next'],
  ['Shift+Alt+F', 'Lay out the SQL'],
  ['Escape', 'Back to the cells'],
];

const IN_RESULT: readonly (readonly [keys: string, title: string])[] = [
  ['Mod+C', 'Copy the selection'],
  ['Mod+A', 'Select everything'],
  ['Mod+ArrowDown', 'To the last row'],
  ['Enter', 'Show the whole value'],
];

/** Every key of a notebook, by where it works. */
export function KeysDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const chosen = useChosenKeys();
  return (
    <Dialog title="Keys in a notebook" isOpen={isOpen} onClose={onClose} width={760}>
      <div className="nb-keys">
        <Keys
          title="While a cell is selected"
          keys={CELL_COMMANDS.map(command => [keysOf(command, chosen) ?? '', command.title])}
        />
        <div>
          <Keys title="In the editor" keys={IN_EDITOR} />
          <Keys title="In a result" keys={IN_RESULT} />
        </div>
      </div>
    </Dialog>
  );
}

function Keys({ title, keys }: { title: string; keys: readonly (readonly [keys: string, title: string])[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map(([chord, what]) => (
          <div key={chord} className="nb-key">
            <dt>{what}</dt>
            <dd>
              <Kbd keys={chord} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
