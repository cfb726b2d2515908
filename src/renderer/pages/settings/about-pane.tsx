import { useLakeStatus } from '../../state/lake.ts';
import { useProcesses } from '../../state/host.ts';
import { hostInfoQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { valueOf } from '../../ui/answer.tsx';
import { Badge } from '../../ui/badge.tsx';
import { bytes } from '../../ui/format.ts';
import { Facts } from '../../ui/panel.tsx';
import { Setting } from './setting.tsx';

/** What runs here: versions and processes. */
export function AboutPane() {
  const versions = useLakeStatus()?.versions;
  const host = valueOf(useQuery(hostInfoQuery));
  const current = useProcesses();
  const processes = current.length > 0 ? current : (host?.processes ?? []);
  return (
    <div className="settings">
      <Setting title="Versions">
        {versions !== undefined && (
          <Facts
            items={[
              ['Tracklake', versions.app],
              ['Host', host?.kind === 'electron' ? 'Electron' : 'loopback host and browser'],
              ['SQLite', versions.sqlite],
              ['Node', versions.node],
              ...(versions.electron === null ? [] : [['Electron', versions.electron] as const]),
              ['Browser', versions.chrome ?? browserVersion()],
              ['Platform', versions.platform],
            ]}
          />
        )}
      </Setting>
      <Setting title="Processes" text="Each cell runs in a process of its own that can be stopped at once.">
        <ul className="settings-processes">
          {processes.map(process => (
            <li key={`${process.name}:${process.pid ?? ''}`}>
              <span>{process.name}</span>
              <span className="faint number">{process.pid === null ? '' : `pid ${process.pid}`}</span>
              <span className="faint number">{process.rssBytes === 0 ? '' : bytes(process.rssBytes)}</span>
              <span className="faint number">{process.restarts === 0 ? '' : `${process.restarts} restarts`}</span>
              <Badge tone={process.state === 'ready' ? 'ok' : process.state === 'broken' ? 'error' : 'warn'}>
                {process.state}
              </Badge>
            </li>
          ))}
        </ul>
      </Setting>
      <Setting title="Data licences" text="The sample of classic-rock-radio is CC BY 4.0.">
        <span className="muted">Fonts: Inter and JetBrains Mono, SIL Open Font License 1.1</span>
      </Setting>
    </div>
  );
}

const browserVersion = (): string => /(?:Chrome|Firefox|Version)\/[\d.]+/.exec(navigator.userAgent)?.[0] ?? 'unknown';
