import type { StreamSource } from '../../../shared/rpc/events.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { invalidate } from '../../state/query.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { count, decimal, exactMoment, plural, sentence } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

/** Where live events come from: whether it is read, how far bronze is behind, what went wrong. */
export const StreamSources = ({ sources }: { sources: readonly StreamSource[] }) => (
  <div className="streams">
    {sources.map(source => (
      <Source key={source.name} source={source} />
    ))}
  </div>
);

const TITLES = { api: 'Events over the API', kafka: 'Kafka topics' } as const satisfies Record<
  StreamSource['name'],
  string
>;

const TONES = {
  off: 'neutral',
  failed: 'error',
  connecting: 'info',
  reading: 'ok',
  stalled: 'warn',
  paused: 'neutral',
} as const satisfies Record<StreamSource['state'], Tone>;

function Source({ source }: { source: StreamSource }) {
  const { name, state, where, trouble, rowsPerSecond, partitions } = source;
  const behind = partitions.reduce((sum, part) => sum + part.behind, 0);
  return (
    <section className="stream" aria-label={TITLES[name]}>
      <header className="stream-head">
        <h3>{TITLES[name]}</h3>
        <Badge tone={TONES[state]}>{sentence(state)}</Badge>
        {partitions.length > 0 && (
          <span className="faint">
            {behind === 0 ? 'bronze has every event' : `${plural(behind, 'event')} behind`}, {inRows(rowsPerSecond)}{' '}
            rows/s
          </span>
        )}
        <span className="stream-gap" />
        <StartOrPause source={source} />
      </header>
      {trouble !== null && (
        <p className="stream-trouble">
          <Icon name="warning" size={14} /> {trouble.message} <span className="faint">({exactMoment(trouble.at)})</span>
        </p>
      )}
      {state === 'off' ? (
        <Undeclared path={where} />
      ) : (
        <>
          <p className="faint stream-where">
            {name === 'api' ? 'log in' : 'from'} <code>{where}</code>
          </p>
          {name === 'kafka' && partitions.length > 0 && <Partitions partitions={partitions} />}
        </>
      )}
    </section>
  );
}

const inRows = (perSecond: number): string => (perSecond >= 100 ? count(perSecond) : decimal(perSecond, 1));

const Undeclared = ({ path }: { path: string }) => (
  <p className="muted stream-where">
    To read topics, say which in <code>{path}</code>: <code>{"brokers: ['127.0.0.1:9092']"}</code> and{' '}
    <code>{'topics: { plays: listening }'}</code>. Then start it here.
  </p>
);

function StartOrPause({ source: { name, state } }: { source: StreamSource }) {
  const stopped = state === 'off' || state === 'failed' || state === 'paused';
  const act = useAction(
    async () => {
      await (stopped ? rpc.events.resume({ source: name }) : rpc.events.pause({ source: name }));
      invalidate('figures');
    },
    stopped ? `${TITLES[name]} did not start` : `${TITLES[name]} did not pause`,
  );
  return (
    <Button size="small" icon={stopped ? 'play' : 'pause'} isPending={act.pending} onPress={() => act.run()}>
      {stopped ? 'Start' : 'Pause'}
    </Button>
  );
}

type Part = StreamSource['partitions'][number];

const Partitions = ({ partitions }: { partitions: readonly Part[] }) => (
  <div className="observe-scroll">
    <Table
      label="Partitions"
      columns={COLUMNS}
      rows={partitions}
      rowKey={row => row.stream}
      rowText={row => `${row.topic}, partition ${row.partition}`}
    />
  </div>
);

const figure = (id: 'partition' | 'inBronzeTo' | 'end' | 'behind', title: string): TableColumn<Part> => ({
  id,
  title,
  width: 116,
  align: 'end',
  render: row => <span className="number">{count(row[id])}</span>,
  sortBy: row => row[id],
});

const COLUMNS: TableColumn<Part>[] = [
  { id: 'topic', title: 'Topic', isRowHeader: true, render: row => row.topic, sortBy: row => row.topic },
  {
    id: 'type',
    title: 'Events of type',
    width: 132,
    render: row => <span className="muted">{row.type}</span>,
    sortBy: row => row.type,
  },
  figure('partition', 'Partition'),
  figure('inBronzeTo', 'In bronze to'),
  figure('end', 'Broker has'),
  figure('behind', 'Behind'),
];
