import './kbd.css';

const APPLE = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
const APPLE_SIGNS: Record<string, string> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Enter: '↩', Backspace: '⌫' };
const OTHER_SIGNS: Record<string, string> = { Mod: 'Ctrl', Enter: 'Enter' };

/** `Mod+Shift+P` as this platform writes it: ⌘⇧P or Ctrl+Shift+P. */
export function shortcutText(keys: string): string {
  const parts = keys.split('+').map(part => (APPLE ? APPLE_SIGNS : OTHER_SIGNS)[part] ?? part);
  return parts.join(APPLE ? '' : '+');
}

/** A key chord, written `Mod+K`; `Mod` is Command on Apple machines and Ctrl elsewhere. */
export function Kbd({ keys }: { keys: string }) {
  return <kbd className="ui-kbd">{shortcutText(keys)}</kbd>;
}
