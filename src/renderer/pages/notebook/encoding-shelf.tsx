import { useState } from 'react';
import {
  AGGREGATES,
  TIME_GRAINS,
  type Aggregate,
  type ChartSpec,
  type TimeGrain,
} from '../../../shared/domain/notebook-chart.ts';
import type { Channel, ChartField } from '../../charts/chart.ts';
import { changeKind, channelColumns, chartKind, chartKinds } from '../../charts/registry.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { NumberField, TextField } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';

const TYPE_ICONS: Record<ChartField['type'], IconName> = { category: 'text', number: 'sort', time: 'clock' };
const AGGREGATE_TITLES: Record<Aggregate, string> = {
  none: 'rows as they are',
  sum: 'sum',
  avg: 'average',
  count: 'count',
  distinct: 'distinct values',
  min: 'smallest',
  max: 'largest',
};

export interface EncodingShelfProps {
  spec: ChartSpec;
  fields: readonly ChartField[];
  onChange: (spec: ChartSpec) => void;
}

/** What each channel of the chart shows: columns are dragged onto it, or chosen from its menu. */
export function EncodingShelf({ spec, fields, onChange }: EncodingShelfProps) {
  const kind = chartKind(spec.kind);
  const set = (change: Partial<ChartSpec>) =>
    onChange(
      Object.fromEntries(
        Object.entries({ ...spec, ...change }).filter(([, value]) => value !== undefined),
      ) as ChartSpec,
    );
  const timed = fields.some(field => field.name === spec.x && field.type === 'time');
  return (
    <div className="nb-shelf" role="group" aria-label="Chart settings">
      <Select
        label="Kind"
        size="small"
        value={spec.kind}
        options={chartKinds.map(each => ({ value: each.name, label: each.title }))}
        onChange={name => onChange(changeKind(spec, name, fields))}
      />
      {kind.channels.map(channel => (
        <ChannelField key={channel.name} channel={channel} spec={spec} fields={fields} onChange={set} />
      ))}
      {kind.aggregates && (
        <Select
          label="Put together by"
          size="small"
          value={spec.aggregate ?? 'sum'}
          options={AGGREGATES.map(value => ({ value, label: AGGREGATE_TITLES[value] }))}
          onChange={aggregate => set({ aggregate })}
        />
      )}
      {timed && spec.kind !== 'calendar' && (
        <Select<TimeGrain | 'asis'>
          label="Time by"
          size="small"
          value={spec.grain ?? 'asis'}
          options={[{ value: 'asis', label: 'as it is' }, ...TIME_GRAINS.map(value => ({ value, label: value }))]}
          onChange={grain => set({ grain: grain === 'asis' ? undefined : grain })}
        />
      )}
      {spec.kind === 'histogram' ? (
        <NumberField
          label="Bins"
          value={spec.bins ?? 30}
          minValue={2}
          maxValue={200}
          onChange={bins => set({ bins: Number.isNaN(bins) ? undefined : bins })}
        />
      ) : (
        <>
          <Select
            label="Order"
            size="small"
            value={spec.sort ?? 'none'}
            options={[
              { value: 'none', label: 'by itself' },
              { value: 'x', label: 'by category' },
              { value: 'value', label: 'largest first' },
            ]}
            onChange={sort => set({ sort: sort === 'none' ? undefined : sort })}
          />
          <NumberField
            label="At most"
            value={spec.limit ?? Number.NaN}
            minValue={1}
            maxValue={5000}
            onChange={limit => set({ limit: Number.isNaN(limit) ? undefined : limit })}
          />
        </>
      )}
      {spec.kind === 'line' && (
        <NumberField
          label="Against steps before"
          value={spec.before ?? Number.NaN}
          minValue={1}
          maxValue={1000}
          onChange={before => set({ before: Number.isNaN(before) ? undefined : before })}
        />
      )}
      <TextField
        label="Title"
        value={spec.title ?? ''}
        onChange={title => set({ title: title === '' ? undefined : title })}
      />
      <div className="nb-shelf-fields" role="list" aria-label="Columns to drag">
        {fields.map(field => (
          <span
            key={field.name}
            role="listitem"
            className="nb-field"
            draggable
            onDragStart={event => event.dataTransfer.setData(DRAG_TYPE, field.name)}
          >
            <Icon name={TYPE_ICONS[field.type]} size={12} />
            <span className="truncate">{field.name}</span>
          </span>
        ))}
      </div>
    </div>
  );
}

const DRAG_TYPE = 'application/x-tracklake-column';
const NOTHING = '\u0000';

function ChannelField({
  channel,
  spec,
  fields,
  onChange,
}: {
  channel: Channel;
  spec: ChartSpec;
  fields: readonly ChartField[];
  onChange: (change: Partial<ChartSpec>) => void;
}) {
  const [over, setOver] = useState(false);
  const columns = channelColumns(spec, channel.name);
  const fitting = fields.filter(field => channel.accepts.includes(field.type));
  const put = (next: string[]) =>
    onChange(channel.name === 'y' ? { y: next.length > 0 ? next : undefined } : { [channel.name]: next[0] });
  const drop = (name: string) => {
    if (!fitting.some(field => field.name === name)) return;
    put(channel.many ? [...columns.filter(each => each !== name), name] : [name]);
  };
  const options = [
    ...(channel.required ? [] : [{ value: NOTHING, label: channel.name === 'y' ? 'number of rows' : 'nothing' }]),
    ...fitting.map(field => ({ value: field.name, label: field.name, icon: TYPE_ICONS[field.type] })),
  ];
  return (
    <div
      className="nb-channel"
      data-over={over || undefined}
      onDragOver={event => {
        if (!event.dataTransfer.types.includes(DRAG_TYPE)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        event.preventDefault();
        setOver(false);
        drop(event.dataTransfer.getData(DRAG_TYPE));
      }}
    >
      <Select
        label={channel.title}
        size="small"
        value={columns[0] ?? (channel.required ? null : NOTHING)}
        options={options}
        onChange={name => put(name === NOTHING ? [] : [name, ...columns.slice(1).filter(each => each !== name)])}
      />
      {columns.slice(1).map(name => (
        <span key={name} className="nb-field">
          <span className="truncate">{name}</span>
          <IconButton
            icon="close"
            label={`Take ${name} away`}
            size="small"
            onPress={() => put(columns.filter(each => each !== name))}
          />
        </span>
      ))}
      {channel.many && columns.length > 0 && columns.length < fitting.length && (
        <Select
          label={`Another ${channel.title.toLowerCase()}`}
          labelHidden
          size="small"
          placeholder="Add…"
          value={null}
          options={fitting
            .filter(field => !columns.includes(field.name))
            .map(field => ({ value: field.name, label: field.name }))}
          onChange={name => put([...columns, name])}
        />
      )}
    </div>
  );
}
