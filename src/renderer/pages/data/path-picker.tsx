import { useMemo, useState } from 'react';
import { rpc } from '../../rpc/client.ts';
import { useQuery, type Query } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { bytes } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';

type Folder = Awaited<ReturnType<typeof rpc.host.browse>>;

const folderQuery = (path: string): Query<Folder> => ({
  key: `folder:${path}`,
  topics: [],
  load: signal => rpc.host.browse({ path }, { signal }),
});

/** Files of this machine, by path: they are read where they are, without a copy through the browser. */
export function PathPicker({ onChoose }: { onChoose: (path: string) => void }) {
  const [folder, setFolder] = useState('');
  const [typed, setTyped] = useState('');
  const answer = useQuery(useMemo(() => folderQuery(folder), [folder]));
  return (
    <section className="picker" aria-label="Files of this machine">
      <form
        className="picker-path"
        onSubmit={event => {
          event.preventDefault();
          if (typed.trim() !== '') onChoose(typed.trim());
        }}
      >
        <TextField
          label="Path of a file or folder"
          value={typed}
          onChange={setTyped}
          mono
          placeholder="/home/me/exports/StreamingHistory.json"
        />
        <Button type="submit" isDisabled={typed.trim() === ''}>
          Look at it
        </Button>
      </form>
      <Answered answer={answer}>
        {({ path, parent, entries }) => (
          <>
            <div className="picker-head">
              <IconButton
                icon="arrowUp"
                label="Folder above"
                size="small"
                isDisabled={parent === null}
                onPress={() => parent !== null && setFolder(parent)}
              />
              <span className="mono truncate" title={path}>
                {path}
              </span>
              <Button size="small" variant="quiet" onPress={() => onChoose(path)}>
                Take the whole folder
              </Button>
            </div>
            <ul className="picker-list">
              {entries.map(entry => (
                <li key={entry.path}>
                  <button
                    type="button"
                    className="picker-item"
                    onClick={() => (entry.folder ? setFolder(entry.path) : onChoose(entry.path))}
                  >
                    <Icon name={entry.folder ? 'open' : 'report'} size={14} />
                    <span className="truncate">{entry.name}</span>
                    <span className="faint number">{entry.folder ? '' : bytes(entry.bytes)}</span>
                  </button>
                </li>
              ))}
              {entries.length === 0 && <li className="ui-list-empty">This folder is empty.</li>}
            </ul>
          </>
        )}
      </Answered>
    </section>
  );
}
