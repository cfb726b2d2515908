import { useState } from 'react';
import type { Settings } from '../../../shared/rpc/settings.ts';
import { keysOf, useCommandList, type Command } from '../../state/commands.ts';
import { CELL_COMMANDS, NOTEBOOK_COMMANDS } from '../../state/notebook-keys.ts';
import { changeSettings } from '../../state/settings.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { SearchField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Kbd, shortcutText } from '../../ui/kbd.tsx';

/** Every command with its key. Press a new chord to change it, Backspace to take it away; Escape leaves it as it was. */
export function KeysPane({ settings }: { settings: Settings }) {
  const [text, setText] = useState('');
  // those of notebooks are offered while one is open, and have their keys all the time
  const every: KeyCommand[] = [...useCommandList(), ...NOTEBOOK_COMMANDS, ...CELL_COMMANDS];
  const commands = [...new Map(every.map(command => [command.id, command])).values()];
  const wanted = text.trim().toLowerCase();
  const shown = commands.filter(
    command =>
      command.title.toLowerCase().includes(wanted) ||
      shortcutText(keysOf(command, settings.keys) ?? '')
        .toLowerCase()
        .includes(wanted),
  );
  const byKeys = Map.groupBy(commands, command => keysOf(command, settings.keys));
  return (
    <div className="settings settings-keys">
      <SearchField label="Find a command" value={text} onChange={setText} />
      <ul>
        {shown.map(command => (
          <KeyRow
            key={command.id}
            command={command}
            keys={settings.keys}
            others={byKeys.get(keysOf(command, settings.keys))?.filter(other => other !== command) ?? []}
          />
        ))}
      </ul>
    </div>
  );
}

type KeyCommand = Pick<Command, 'id' | 'title' | 'group' | 'keys'>;

function KeyRow({
  command,
  keys,
  others,
}: {
  command: KeyCommand;
  keys: Settings['keys'];
  /** Commands with the same key. */
  others: readonly KeyCommand[];
}) {
  const [listening, setListening] = useState(false);
  const current = keysOf(command, keys);
  const own = keys[command.id] !== undefined;
  const reset = () => {
    const rest = Object.entries(keys).filter(([id]) => id !== command.id);
    void changeSettings({ keys: Object.fromEntries(rest) });
  };
  return (
    <li className="key-row">
      <span className="truncate">{command.title}</span>
      {current !== undefined && others.length > 0 ? (
        <span className="key-clash truncate" title={others.map(other => other.title).join(', ')}>
          <Icon name="warning" size={12} /> also {others[0]?.title}
        </span>
      ) : (
        <span className="faint">{command.group}</span>
      )}
      <span className="key-now">
        {listening ? (
          <span className="muted">Press the new keys, or Backspace for none</span>
        ) : (
          current !== undefined && <Kbd keys={current} />
        )}
      </span>
      <Button
        size="small"
        variant="quiet"
        aria-label={`Change the key of ${command.title}`}
        onPress={() => setListening(true)}
        onKeyDown={event => {
          if (!listening) {
            event.continuePropagation(); // the keys of the app go on working
            return;
          }
          const chord = chordOf(event);
          if (chord === null) return;
          setListening(false);
          if (chord !== 'Escape')
            void changeSettings({ keys: { ...keys, [command.id]: chord === 'Backspace' ? '' : chord } });
        }}
        onBlur={() => setListening(false)}
      >
        Change
      </Button>
      <IconButton
        icon="undo"
        label={`Reset the key of ${command.title}`}
        size="small"
        isDisabled={!own}
        onPress={reset}
      />
    </li>
  );
}

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** `Mod+Shift+P` for what was pressed; null while only modifiers are down. */
function chordOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string | null {
  if (['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'Dead'].includes(key)) return null;
  if (key === 'Escape' || key === 'Tab') return 'Escape';
  const parts = [];
  if (ctrlKey || metaKey) parts.push('Mod');
  if (altKey) parts.push('Alt');
  if (shiftKey) parts.push('Shift');
  return [...parts, key.length === 1 ? key.toUpperCase() : key].join('+');
}
