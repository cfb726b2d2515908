import { useState } from 'react';
import type { Settings } from '../../../shared/rpc/settings.ts';
import { keysOf, useCommandList, type Command } from '../../state/commands.ts';
import { changeSettings } from '../../state/settings.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { SearchField } from '../../ui/field.tsx';
import { Kbd } from '../../ui/kbd.tsx';

/** Every command with its key. Press a new chord to change it; Escape leaves it as it was. */
export function KeysPane({ settings }: { settings: Settings }) {
  const [text, setText] = useState('');
  const commands = [...new Map(useCommandList().map(command => [command.id, command])).values()];
  const shown = commands.filter(command => command.title.toLowerCase().includes(text.trim().toLowerCase()));
  return (
    <div className="settings settings-keys">
      <SearchField label="Find a command" value={text} onChange={setText} />
      <ul>
        {shown.map(command => (
          <KeyRow key={command.id} command={command} keys={settings.keys} />
        ))}
      </ul>
    </div>
  );
}

function KeyRow({ command, keys }: { command: Command; keys: Settings['keys'] }) {
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
      <span className="faint">{command.group}</span>
      <span className="key-now">
        {listening ? (
          <span className="muted">Press the new keys…</span>
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
          if (!listening) return;
          const chord = chordOf(event);
          if (chord === null) return;
          setListening(false);
          if (chord !== 'Escape') void changeSettings({ keys: { ...keys, [command.id]: chord } });
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
