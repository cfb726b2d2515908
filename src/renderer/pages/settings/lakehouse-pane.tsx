import type { Settings } from '../../../shared/rpc/settings.ts';
import { useLakeStatus } from '../../state/lake.ts';
import { placesQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { changeSettings } from '../../state/settings.ts';
import { valueOf } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { bytes } from '../../ui/format.ts';
import { OpenLakehouse } from '../../ui/open-lakehouse.tsx';
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
      <Setting title="Open another" text="What runs now goes on reading the old one until it ends.">
        <OpenLakehouse />
      </Setting>
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
