import type { HostFigures } from '../../../shared/rpc/host.ts';
import type { WorkNow } from '../../../shared/rpc/observe.ts';
import { bytes, count, duration, plural, shortCount } from '../../ui/format.ts';
import { Figure } from '../../ui/panel.tsx';

/** The few numbers that say whether all is well. */
export function FiguresNow({ work, host }: { work: WorkNow; host: HostFigures }) {
  const { queue, stream, loading, memory, lake } = work;
  return (
    <div className="observe-figures">
      <Figure
        name="Queue"
        value={count(queue.queued)}
        note={queue.queued > 0 ? `first waits ${duration(queue.oldestSeconds)}` : `${count(queue.running)} running`}
      />
      <Figure
        name="Rows loaded"
        value={`${shortCount(loading.rowsPerSecond)}/s`}
        note={`${plural(loading.loads, 'load')} within a day`}
      />
      <Figure
        name="Live events"
        value={`${shortCount(stream.eventsPerSecond)}/s`}
        note={`${count(stream.acceptedTo)} accepted in all`}
      />
      <Figure
        name="Lag"
        value={count(stream.behind)}
        note={stream.behind === 0 ? 'bronze has every event' : 'on their way to bronze'}
      />
      <Figure
        name="Slowest call’s p99"
        value={duration(Math.max(0, ...host.calls.map(call => call.p99)) / 1000)}
        note={`loop late by ${host.eventLoop.p99.toFixed(1)} ms`}
      />
      <Figure name="Worker’s memory" value={bytes(memory.rss)} note={`${bytes(memory.heapUsed)} of JavaScript`} />
      <Figure name="On disk" value={bytes(lake.bytes)} note={`${bytes(lake.walBytes)} of log to merge`} />
    </div>
  );
}
