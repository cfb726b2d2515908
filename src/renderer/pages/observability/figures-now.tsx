import type { HostFigures } from '../../../shared/rpc/host.ts';
import type { WorkNow } from '../../../shared/rpc/observe.ts';
import { bytes, count, duration, plural, shortCount } from '../../ui/format.ts';
import { Figure } from '../../ui/panel.tsx';

/** The few numbers that say whether all is well. */
export function FiguresNow({ work, host }: { work: WorkNow; host: HostFigures }) {
  const { queue, stream, sources, loading, memory, lake } = work;
  const behind = sources.flatMap(({ partitions }) => partitions).reduce((sum, part) => sum + part.behind, 0);
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
        note={`${shortCount(stream.acceptedTo)} in all`}
      />
      <Figure name="Lag" value={count(behind)} note={behind === 0 ? 'bronze has all' : 'events on their way'} />
      <Figure
        name="Slowest call’s p99"
        value={duration(Math.max(0, ...host.calls.map(call => call.p99)) / 1000)}
        note={`loop late by ${host.eventLoop.p99.toFixed(1)} ms`}
      />
      <Figure name="Worker’s memory" value={bytes(memory.rss)} note={`${bytes(memory.heapUsed)} of heap`} />
      <Figure name="On disk" value={bytes(lake.bytes)} note={`${bytes(lake.walBytes)} to merge`} />
    </div>
  );
}
