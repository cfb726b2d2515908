import { useMemo, useState } from 'react';
import type { ModelInfo } from '../../../shared/rpc/recommend.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { gatesQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { toast } from '../../ui/toast.tsx';

/** Serving a model passes its gates first; going past a gate wants a reason, which is logged. */
export function PublishDialog({ model, onClose }: { model: ModelInfo | null; onClose: () => void }) {
  return (
    <Dialog title={model === null ? '' : `Serve ${model.title}?`} isOpen={model !== null} onClose={onClose}>
      {model !== null && <Gates model={model} onClose={onClose} />}
    </Dialog>
  );
}

function Gates({ model, onClose }: { model: ModelInfo; onClose: () => void }) {
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
