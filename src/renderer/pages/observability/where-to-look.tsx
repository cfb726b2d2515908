import type { HostFigures } from '../../../shared/rpc/host.ts';
import { exactMoment } from '../../ui/format.ts';
import { Facts } from '../../ui/panel.tsx';

/** Files and addresses for other tools. */
export function WhereToLook({ figures: { since, logFile, scrapeTokenFile, traces } }: { figures: HostFigures }) {
  return (
    <Facts
      items={[
        ['Counted since', exactMoment(since)],
        ['Structured log', <code key="log">{logFile}</code>],
        [
          'Prometheus',
          scrapeTokenFile === null ? (
            'in the loopback host alone'
          ) : (
            <span key="metrics">
              <code>{`${window.location.origin}/metrics`}</code>, bearer token in <code>{scrapeTokenFile}</code>
            </span>
          ),
        ],
        ['Traces', traces === null ? 'off; TRACKLAKE_TRACES turns them on' : <code key="traces">{traces}</code>],
      ]}
    />
  );
}
