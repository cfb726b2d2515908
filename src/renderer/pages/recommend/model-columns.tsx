import type { ModelInfo } from '../../../shared/rpc/models.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { IconButton } from '../../ui/button.tsx';
import { bytes, decimal, duration, moment } from '../../ui/format.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import type { TableColumn } from '../../ui/table.tsx';

const STATE_TONES: Record<ModelInfo['state'], Tone> = { served: 'ok', candidate: 'info', retired: 'neutral' };

export interface ModelActions {
  show: (model: ModelInfo) => void;
  publish: (model: ModelInfo) => void;
  compare: (model: ModelInfo) => void;
  remove: (model: ModelInfo) => void;
}

/** What is known of a model at a glance, and what can be done with it. */
export function modelColumns(models: readonly ModelInfo[], actions: ModelActions): TableColumn<ModelInfo>[] {
  return [
    {
      id: 'title',
      title: 'Model',
      width: '24%',
      isRowHeader: true,
      render: model => <span title={JSON.stringify(model.params)}>{model.title}</span>,
      sortBy: model => model.title,
    },
    {
      id: 'task',
      title: 'For',
      width: 92,
      render: model => <span className="muted">{model.task === 'lists' ? 'lists' : 'next track'}</span>,
      sortBy: model => model.task,
    },
    {
      id: 'state',
      title: 'State',
      width: 132,
      render: model => (
        <span className="model-state">
          <Badge tone={STATE_TONES[model.state]}>{model.state}</Badge>
          {model.stale && <Badge tone="warn">stale</Badge>}
        </span>
      ),
      sortBy: model => model.state,
    },
    {
      id: 'id',
      title: 'Id',
      width: 104,
      render: model => (
        <span className="mono faint" title={model.modelId}>
          {model.modelId.slice(0, 10)}
        </span>
      ),
    },
    {
      id: 'snapshot',
      title: 'Snapshot',
      width: 84,
      align: 'end',
      render: model => model.snapshotId,
      sortBy: model => model.snapshotId,
    },
    ...metricNames(models).map((name): TableColumn<ModelInfo> => ({
      id: name,
      title: name,
      align: 'end',
      render: model => decimal(model.metrics?.[name], 4),
      sortBy: model => model.metrics?.[name] ?? null,
    })),
    {
      id: 'fit',
      title: 'Fit in',
      width: 84,
      align: 'end',
      render: model => duration(model.seconds),
      sortBy: model => model.seconds,
    },
    {
      id: 'size',
      title: 'Size',
      width: 84,
      align: 'end',
      render: model => bytes(model.bytes),
      sortBy: model => model.bytes,
    },
    {
      id: 'at',
      title: 'Fitted',
      width: 124,
      render: model => <span className="muted">{moment(model.fittedAt)}</span>,
      sortBy: model => model.fittedAt,
    },
    {
      id: 'more',
      title: 'More',
      titleHidden: true,
      width: 48,
      render: model => (
        <Menu label={model.title} trigger={<IconButton icon="more" label={`More about ${model.title}`} size="small" />}>
          <MenuItem icon="info" label="Model card…" onAction={() => actions.show(model)} />
          <MenuItem
            icon="check"
            label="Serve this model…"
            isDisabled={model.state === 'served' || model.bytes === 0}
            onAction={() => actions.publish(model)}
          />
          <MenuItem
            icon="split"
            label="Compare its lists…"
            isDisabled={model.task !== 'lists' || model.bytes === 0}
            onAction={() => actions.compare(model)}
          />
          <MenuItem
            icon="trash"
            label="Remove…"
            danger
            isDisabled={model.state === 'served'}
            onAction={() => actions.remove(model)}
          />
        </Menu>
      ),
    },
  ];
}

/** Up to three metrics that the models were measured by. */
function metricNames(models: readonly ModelInfo[]): string[] {
  const names = new Set(models.flatMap(model => Object.keys(model.metrics ?? {})));
  return [...names].sort((a, b) => importance(a) - importance(b)).slice(0, 3);
}

function importance(name: string): number {
  const index = ['ndcg', 'recall', 'map', 'coverage'].findIndex(prefix => name.startsWith(prefix));
  return index === -1 ? Infinity : index;
}
