import { keysOf, useChosenKeys, useCommandList, type Command } from '../state/commands.ts';
import { useStore } from '../state/store.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { openWindow } from './commands.ts';

/** Every key that works now, by what it is for. */
export function ShortcutSheet() {
  const open = useStore(openWindow) === 'shortcuts';
  const chosen = useChosenKeys();
  const groups = Map.groupBy(uniqueWithKeys(useCommandList()), command => command.group);
  return (
    <Dialog title="Keyboard shortcuts" isOpen={open} onClose={() => openWindow.set(null)} width={720}>
      <div className="sheet">
        {[...groups].map(([group, commands]) => (
          <section key={group} className="sheet-group">
            <h3>{group}</h3>
            {commands.map(command => (
              <div key={command.id} className="sheet-row">
                <span className="truncate">{command.title}</span>
                <Kbd keys={keysOf(command, chosen) ?? ''} />
              </div>
            ))}
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function uniqueWithKeys(commands: readonly Command[]): Command[] {
  const byId = new Map(commands.filter(command => keysOf(command) !== undefined).map(command => [command.id, command]));
  return [...byId.values()];
}
