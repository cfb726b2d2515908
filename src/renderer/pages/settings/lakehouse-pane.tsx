import { useState } from 'react';
import type { Settings } from '../../../shared/rpc/settings.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { useLakeStatus } from '../../state/lake.ts';
import { hostInfoQuery, placesQuery, recentLakesQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { changeSettings } from '../../state/settings.ts';
import { valueOf } from '../../ui/answer.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { bytes, moment } from '../../ui/format.ts';
import { Checkbox } from '../../ui/toggles.tsx';
import { Setting } from './setting.tsx';

/** Which lakehouse is open, how to open another, and where things lie. */
export function LakehousePane({ settings }: { settings: Settings }) {
  const status = useLakeStatus();
  const places = valueOf(useQuery(placesQuery)) ?? [];
  return (
    <div className="settings">
      <Setting title="Open now" text="One SQLite file. Others may read it while Tracklake writes.">
        <code className="settings-path">{status?.path ?? '–'}</code>
      </Setting>
      <OpenLakehouse />
      <Setting title="At start" text="Which lakehouse to open when the command line names none.">
        <div className="settings-row">
          <code className="settings-path">{settings.lakePath ?? 'the last one'}</code>
          {status !== null && settings.lakePath !== status.path && (
            <Button size="small" onPress={() => void changeSettings({ lakePath: status.path })}>
              Use the open one
            </Button>
          )}
          {settings.lakePath !== null && (
            <Button size="small" variant="quiet" onPress={() => void changeSettings({ lakePath: null })}>
              Reset
            </Button>
          )}
        </div>
      </Setting>
      <Setting title="Places">
        <dl className="settings-places">
          {places.map(place => (
            <div key={place.name}>
              <dt>{place.name}</dt>
              <dd>
                <code>{place.path}</code> <span className="faint number">{bytes(place.bytes)}</span>
              </dd>
            </div>
          ))}
        </dl>
      </Setting>
    </div>
  );
}

function OpenLakehouse() {
  const [path, setPath] = useState('');
  const [create, setCreate] = useState(false);
  const recent = valueOf(useQuery(recentLakesQuery)) ?? [];
  const host = valueOf(useQuery(hostInfoQuery));
  const open = useAction(async (wanted: string, fresh: boolean) => {
    await rpc.lake.open({ path: wanted, create: fresh });
    navigate(href('home'));
  }, 'The lakehouse was not opened');
  const choose = useAction(async () => {
    const { paths } = await rpc.host.openDialog({ title: 'Open a lakehouse' });
    if (paths?.[0] !== undefined) setPath(paths[0]);
  }, 'The dialog did not open');
  return (
    <Setting title="Open another" text="What runs now goes on reading the old one until it ends.">
      <form
        className="settings-open"
        onSubmit={event => {
          event.preventDefault();
          open.run(path.trim(), create);
        }}
      >
        <TextField
          label="Path of the lakehouse"
          labelHidden
          value={path}
          onChange={setPath}
          mono
          placeholder="/home/me/listening.lake"
        />
        {host?.dialogs === true && <Button onPress={choose.run}>Choose…</Button>}
        <Button type="submit" variant="primary" isDisabled={path.trim() === ''} isPending={open.pending}>
          Open
        </Button>
        <Checkbox isSelected={create} onChange={setCreate}>
          Create it if it is not there
        </Checkbox>
      </form>
      {recent.length > 0 && (
        <ul className="settings-recent" aria-label="Opened before">
          {recent.map(entry => (
            <li key={entry.path}>
              <code className="truncate" title={entry.path}>
                {entry.path}
              </code>
              <span className="faint">{moment(entry.openedAt)}</span>
              {entry.exists ? (
                <Button size="small" onPress={() => open.run(entry.path, false)}>
                  Open
                </Button>
              ) : (
                <Badge>gone</Badge>
              )}
            </li>
          ))}
        </ul>
      )}
    </Setting>
  );
}
