import { useState } from 'react';
import type { ModelInfo } from '../../../shared/rpc/models.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { modelsQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { Toolbar, ToolbarGap } from '../../ui/panel.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Table } from '../../ui/table.tsx';
import { CompareDialog } from './compare-dialog.tsx';
import { FitForm } from './fit-form.tsx';
import { ModelCardDialog } from './model-card-dialog.tsx';
import { modelColumns } from './model-columns.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { RollBackDialog } from './roll-back-dialog.tsx';

type Asking =
  | { kind: 'nothing' }
  | { kind: 'fit' }
  | { kind: 'roll back' }
  | { kind: 'show' | 'publish' | 'compare' | 'remove'; model: ModelInfo };

/** Fitted models: which one is served, how good it was, and making another one the served one. */
export function ModelsPane() {
  const answer = useQuery(modelsQuery);
  const [asking, setAsking] = useState<Asking>({ kind: 'nothing' });
  const close = () => setAsking({ kind: 'nothing' });
  const about = (kind: 'show' | 'publish' | 'compare' | 'remove') =>
    asking.kind === kind && 'model' in asking ? asking.model : null;
  const remove = useAction(async (model: ModelInfo) => {
    await rpc.recommend.removeModel({ modelId: model.modelId });
    close();
    invalidate('models');
  }, 'The model was not removed');
  const fit = () => setAsking({ kind: 'fit' });
  const removing = about('remove');
  return (
    <Answered answer={answer}>
      {models => (
        <>
          <Toolbar label="Models">
            <ToolbarGap />
            <Button
              size="small"
              icon="undo"
              onPress={() => setAsking({ kind: 'roll back' })}
              isDisabled={!models.some(({ state }) => state === 'retired')}
            >
              Roll back…
            </Button>
            <Button size="small" icon="plus" onPress={fit}>
              Fit a model
            </Button>
          </Toolbar>
          {models.length === 0 ? (
            <EmptyState
              icon="gauge"
              title="No model is fitted yet"
              actions={<Button onPress={fit}>Fit a model</Button>}
            >
              A model is a recommender that has learned from a snapshot of the listening data.
            </EmptyState>
          ) : (
            <Table
              label="Models"
              columns={modelColumns(models, {
                show: model => setAsking({ kind: 'show', model }),
                publish: model => setAsking({ kind: 'publish', model }),
                compare: model => setAsking({ kind: 'compare', model }),
                remove: model => setAsking({ kind: 'remove', model }),
              })}
              rows={models}
              rowKey={model => model.modelId}
              rowText={model => model.title}
              onOpen={model => setAsking({ kind: 'show', model })}
            />
          )}
          <FitForm isOpen={asking.kind === 'fit'} onClose={close} />
          <RollBackDialog models={models} isOpen={asking.kind === 'roll back'} onClose={close} />
          <ModelCardDialog model={about('show')} onClose={close} />
          <PublishDialog model={about('publish')} models={models} onClose={close} />
          <CompareDialog model={about('compare')} models={models} onClose={close} />
          <ConfirmDialog
            title="Remove this model?"
            isOpen={removing !== null}
            action="Remove model"
            danger
            isPending={remove.pending}
            onConfirm={() => removing !== null && remove.run(removing)}
            onClose={close}
          >
            Reports that were made with it stay, and can no longer be made again from it.
          </ConfirmDialog>
        </>
      )}
    </Answered>
  );
}
