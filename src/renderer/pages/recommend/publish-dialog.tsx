import { useMemo, useState } from 'react';
import type { ModelInfo } from '../../../shared/rpc/models.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { gatesQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { toast } from '../../ui/toast.tsx';

interface Props {
  model: ModelInfo | null;
  models: readonly ModelInfo[];
  onClose: () => void;
}

/** Serving a model passes its gates first; going past a gate wants a reason, which is logged. */
export function PublishDialog({ model, models, onClose }: Props) {
  return (
    <Dialog title={model === null ? '' : `Serve ${model.title}?`} isOpen={model !== null} onClose={onClose}>
      {model !== null && <Gates model={model} models={models} onClose={onClose} />}
    </Dialog>
  );
}

function Gates({ model, models, onClose }: Props & { model: ModelInfo }) {
  const answer = useQuery(useMemo(() => gatesQuery(model.modelId), [model.modelId]));
  const [reason, setReason] = useState('');
  const publish = useAction(async (override: boolean) => {
    await rpc.recommend.publish({
      modelId: model.modelId,
      ...(override ? { override: { reason: reason.trim() } } : {}),
    });
    invalidate('models');
    toast({ tone: 'ok', title: `${model.title} is served now` });
    onClose();
  }, 'The model is not served');
  const evaluate = useAction(async () => {
    const served = models.find(other => other.state === 'served' && other.task === model.task && other.bytes > 0);
    const judged = [model, ...(served === undefined || served === model ? [] : [served])];
    const job = await rpc.recommend.evaluate({ models: judged.map(({ modelId }) => modelId), task: model.task });
    navigate(href('jobs', String(job.jobId)));
  }, 'The evaluation did not start');
  return (
    <Answered answer={answer}>
      {gates => {
        const blocked = gates.some(gate => !gate.passed);
        return (
          <div className="gates">
            <ul>
              {gates.map(gate => (
                <li key={gate.gate} data-passed={gate.passed || undefined}>
                  <Icon name={gate.passed ? 'success' : 'error'} label={gate.passed ? 'passed' : 'did not pass'} />
                  <span>
                    <strong>{gate.gate}</strong> <span className="muted">{gate.detail}</span>
                  </span>
                </li>
              ))}
              {gates.length === 0 && <li className="faint">No gate is set for models.</li>}
            </ul>
            {blocked && (
              <TextField
                label="Why it should be served all the same"
                value={reason}
                onChange={setReason}
                rows={2}
                description="The reason is kept with the model."
              />
            )}
            <div className="fit-foot">
              <Button onPress={onClose}>Cancel</Button>
              {blocked && (
                <Button icon="play" isPending={evaluate.pending} onPress={evaluate.run}>
                  Evaluate it
                </Button>
              )}
              <Button
                variant={blocked ? 'danger' : 'primary'}
                isDisabled={blocked && reason.trim().length < 3}
                isPending={publish.pending}
                onPress={() => publish.run(blocked)}
              >
                {blocked ? 'Serve against the gates' : 'Serve'}
              </Button>
            </div>
          </div>
        );
      }}
    </Answered>
  );
}
