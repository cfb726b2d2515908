import { useState } from 'react';
import type { ModelInfo } from '../../../shared/rpc/recommend.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { modelsQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { bytes, decimal, duration, moment } from '../../ui/format.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Toolbar, ToolbarGap } from '../../ui/panel.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';
import { toast } from '../../ui/toast.tsx';
import { FitForm } from './fit-form.tsx';
import { PublishDialog } from './publish-dialog.tsx';

/** Fitted models: which one is served, how good it was, and making another one the served one. */
export function ModelsPane() {
  const answer = useQuery(modelsQuery);
  const [fitting, setFitting] = useState(false);
  const [publishing, setPublishing] = useState<ModelInfo | null>(null);
  const [removing, setRemoving] = useState<ModelInfo | null>(null);
  const rollback = useAction(async () => {
    const model = await rpc.recommend.rollback();
    invalidate('models');
    toast({ tone: 'ok', title: `${model.title} is served again` });
  }, 'Nothing was rolled back');
  const remove = useAction(async (model: ModelInfo) => {
    await rpc.recommend.removeModel({ modelId: model.modelId });
    setRemoving(null);
    invalidate('models');
  }, 'The model was not removed');
  return (
    <>
      <Answered answer={answer}>
        {models => (
          <>
            <Toolbar label="Models">
              <ToolbarGap />
              <Button
                size="small"
                icon="undo"
                onPress={rollback.run}
                isPending={rollback.pending}
                isDisabled={models.length < 2}
              >
                Roll back
              </Button>
              <Button size="small" icon="plus" onPress={() => setFitting(true)}>
                Fit a model
              </Button>
            </Toolbar>
            {models.length === 0 ? (
              <EmptyState
                icon="gauge"
                title="No model is fitted yet"
                actions={<Button onPress={() => setFitting(true)}>Fit a model</Button>}
              >
                A model is a recommender that has learned from a snapshot of the listening data.
              </EmptyState>
            ) : (
              <Table
                label="Models"
                columns={columns(models, setPublishing, setRemoving)}
                rows={models}
                rowKey={model => model.modelId}
                rowText={model => model.title}
              />
            )}
          </>
        )}
      </Answered>
      <FitForm isOpen={fitting} onClose={() => setFitting(false)} />
      <PublishDialog model={publishing} onClose={() => setPublishing(null)} />
      <ConfirmDialog
        title="Remove this model?"
        isOpen={removing !== null}
        action="Remove model"
        danger
        isPending={remove.pending}
        onConfirm={() => removing !== null && remove.run(removing)}
        onClose={() => setRemoving(null)}
      >
        Reports that were made with it stay, and can no longer be made again from it.
      </ConfirmDialog>
    </>
  );
}

const STATE_TONES: Record<ModelInfo['state'], Tone> = { served: 'ok', candidate: 'info', retired: 'neutral' };

function columns(
  models: readonly ModelInfo[],
  publish: (model: ModelInfo) => void,
  remove: (model: ModelInfo) => void,
): TableColumn<ModelInfo>[] {
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
          <MenuItem
            icon="check"
            label="Serve this model…"
            isDisabled={model.state === 'served'}
            onAction={() => publish(model)}
          />
          <MenuItem
            icon="trash"
            label="Remove…"
            danger
            isDisabled={model.state === 'served'}
            onAction={() => remove(model)}
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
