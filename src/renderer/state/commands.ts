import { useEffect } from 'react';
import type { IconName } from '../ui/icon.tsx';
import { createStore, useStore } from './store.ts';

/** Something a person can do, from the palette, by key, or from the menu. */
export interface Command {
  /** Stable, because a person may give it another key: `notebook.runCell`. */
  readonly id: string;
  readonly title: string;
  /** The heading it stands under in the palette and the shortcut sheet. */
  readonly group: string;
  readonly icon?: IconName;
  /** `Mod+Shift+P`; `Mod` is Command on Apple machines and Ctrl elsewhere. */
  readonly keys?: string;
  /** Its key works while text is being typed too. Chords with Mod should; single letters must not. */
  readonly whileTyping?: boolean;
  /** Left out of the palette: pure movement such as "next cell". */
  readonly hidden?: boolean;
  /** In the palette once something is typed: there are many of its kind. */
  readonly whenSought?: boolean;
  readonly run: () => void;
}

const registered = createStore<readonly Command[]>([]);
/** Keys that a person chose instead of a command's own. */
const chosenKeys = createStore<Readonly<Record<string, string>>>({});

export const useCommandList = (): readonly Command[] => useStore(registered);
export const useChosenKeys = (): Readonly<Record<string, string>> => useStore(chosenKeys);
export const setChosenKeys = (keys: Readonly<Record<string, string>>): void => chosenKeys.set(keys);

export function registerCommands(commands: readonly Command[]): () => void {
  registered.set(list => [...list, ...commands]);
  return () => registered.set(list => list.filter(command => !commands.includes(command)));
}

/** Offers commands while the component is on the screen. Keep the array stable (module constant or useMemo). */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => registerCommands(commands), [commands]);
}

/** Runs the command with this id, the one registered last where there are several. False when there is none. */
export function runCommand(id: string): boolean {
  const command = registered.get().findLast(candidate => candidate.id === id);
  command?.run();
  return command !== undefined;
}

/** The chord that runs a command now; undefined where it has none, or a person took it away. */
export const keysOf = (command: Pick<Command, 'id' | 'keys'>, chosen = chosenKeys.get()): string | undefined =>
  (chosen[command.id] ?? command.keys) || undefined;

/** Listens for the keys of all registered commands. Call once. */
export function startKeys(): void {
  window.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing) return;
    const command = registered.get().findLast(candidate => {
      const keys = keysOf(candidate);
      return keys !== undefined && (candidate.whileTyping || !isTyping(event)) && chordMatches(keys, event);
    });
    if (command === undefined) return;
    event.preventDefault();
    command.run();
  });
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type);
}

const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

/** Whether a key press is this chord. Letters and signs are compared by what they type, so that every layout works. */
export function chordMatches(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.split('+').filter(Boolean);
  const key = keys.endsWith('++') || keys === '+' ? '+' : (parts.pop() ?? '');
  const wants = (name: string) => parts.includes(name);
  const mod = APPLE ? event.metaKey : event.ctrlKey;
  const otherMod = APPLE ? event.ctrlKey : event.metaKey;
  if (wants('Mod') !== mod || otherMod !== wants('Ctrl')) return false;
  if (wants('Alt') !== event.altKey) return false;
  // a sign such as ? needs Shift on some layouts and not on others
  const sign = key.length === 1 && !/[a-z0-9]/i.test(key);
  if (!sign && wants('Shift') !== event.shiftKey) return false;
  // Option with a digit types a sign on Apple machines
  if (event.altKey && /^\d$/.test(key)) return event.code === `Digit${key}`;
  return event.key.toLowerCase() === key.toLowerCase();
}
