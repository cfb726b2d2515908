import { useDeferredValue, useMemo, useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { rpc } from '../rpc/client.ts';
import { keysOf, useChosenKeys, useCommandList, type Command } from '../state/commands.ts';
import { useQuery, type Query } from '../state/query.ts';
import { href, navigate } from '../state/router.ts';
import { useStore } from '../state/store.ts';
import { SearchField } from '../ui/field.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { shortcutText } from '../ui/kbd.tsx';
import { openWindow } from './commands.ts';
import { matchScore } from './match.ts';

interface Entry {
  id: string;
  title: string;
  detail: string;
  icon: IconName;
  /** Of a command, where it has them; null for what was found. */
  keys: string | undefined | null;
  run: () => void;
}

/** One box that reaches everything: pages, actions, relations, columns, notebooks, models, reports, listeners, tracks. */
export function Palette() {
  const open = useStore(openWindow) === 'palette';
  return (
    <ModalOverlay
      className="ui-overlay"
      isOpen={open}
      onOpenChange={isOpen => !isOpen && openWindow.set(null)}
      isDismissable
    >
      <Modal className="ui-modal">
        <AriaDialog className="palette" aria-label="Search or run a command">
          <PaletteBox />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteBox() {
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  const found = useFound(wanted);
  const commands = useMatchingCommands(text.trim());
  const entries = [...commands, ...found].slice(0, 60);
  const run = (entry: Entry | undefined) => {
    if (entry === undefined || openWindow.get() !== 'palette') return;
    openWindow.set(null);
    entry.run();
  };
  const choose = (key: unknown) => run(entries.find(candidate => candidate.id === key));
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField
        label="Search"
        placeholder="Search pages, relations, notebooks, listeners, actions…"
        autoFocus
        onSubmit={() => run(entries[0])} // for Enter before the list has put its mark on the first entry
      />
      <ListBox
        className="ui-list"
        aria-label="Found"
        items={entries}
        onAction={choose}
        renderEmptyState={() => <div className="ui-list-empty">Nothing called “{wanted}”.</div>}
      >
        {entry => (
          <ListBoxItem id={entry.id} textValue={entry.title} className="ui-list-item">
            <Icon name={entry.icon} size={14} />
            <span className="truncate" dir="auto">
              {entry.title}
            </span>
            <span className="palette-group truncate">{entry.detail}</span>
            {/* commands keep the place of their keys, so that they stand in columns */}
            {entry.keys !== null && (
              <span className="ui-list-shortcut">{entry.keys !== undefined && shortcutText(entry.keys)}</span>
            )}
          </ListBoxItem>
        )}
      </ListBox>
    </Autocomplete>
  );
}

function useMatchingCommands(text: string): Entry[] {
  const commands = useCommandList();
  const chosen = useChosenKeys();
  return useMemo(() => {
    const visible = [
      ...new Map(
        commands
          .filter(({ hidden, whenSought }) => !hidden && !(whenSought && text === ''))
          .map(command => [command.id, command]),
      ).values(),
    ];
    return visible
      .map(command => ({ command, score: matchScore(text, command.title) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .map(({ command }) => commandEntry(command, keysOf(command, chosen)));
  }, [commands, chosen, text]);
}

const commandEntry = (command: Command, keys: string | undefined): Entry => ({
  id: `command:${command.id}`,
  title: command.title,
  detail: command.group,
  icon: command.icon ?? 'arrowRight',
  keys,
  run: command.run,
});

const searchQuery = (text: string): Query<Entry[]> => ({
  key: `search:${text}`,
  topics: ['relations', 'notebooks', 'models', 'reports'],
  load: async signal => (text === '' ? [] : (await rpc.lake.search({ text, limit: 40 }, { signal })).map(hitEntry)),
});

function useFound(text: string): Entry[] {
  const answer = useQuery(useMemo(() => searchQuery(text), [text]));
  return answer.kind === 'ready' ? answer.value : [];
}

type Hit = Awaited<ReturnType<typeof rpc.lake.search>>[number];

const hitEntry = (hit: Hit): Entry => ({
  id: `${hit.kind}:${String(hit.ref)}`,
  title: hit.title,
  detail: hit.detail,
  icon: HIT_ICONS[hit.kind],
  keys: null,
  run: () => navigate(hitHref(hit)),
});

const HIT_ICONS: Record<Hit['kind'], IconName> = {
  relation: 'table',
  column: 'columns',
  notebook: 'notebook',
  model: 'gauge',
  report: 'report',
  job: 'jobs',
  listener: 'user',
  track: 'track',
};

function hitHref({ kind, ref }: Hit): string {
  const name = String(ref);
  switch (kind) {
    case 'relation':
      return href('catalogue', name);
    case 'column':
      return href('catalogue', name.split('.')[0] ?? name, { tab: 'columns', column: name.split('.')[1] ?? '' });
    case 'notebook':
      return href('notebooks', name);
    case 'model':
      return href('recommend', 'models', name);
    case 'report':
      return href('reports', name);
    case 'job':
      return href('jobs', name);
    case 'listener':
      return href('recommend', 'listener', JSON.stringify(ref));
    case 'track':
      return href('recommend', 'track', JSON.stringify(ref));
  }
}
