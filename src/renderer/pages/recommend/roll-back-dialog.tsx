import { useState } from 'react';
import type { ModelInfo } from '../../../shared/rpc/models.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { invalidate } from '../../state/query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { Segmented } from '../../ui/toggles.tsx';

interface Props {
  models: readonly ModelInfo[];
  isOpen: boolean;
  onClose: () => void;
}

/** One step back: the model that was served before answers again. The reason stands in its card. */
export function RollBackDialog({ models, isOpen, onClose }: Props) {
  const tasks = (['lists', 'next-track'] as const).filter(task =>
    models.some(model => model.task === task && model.state === 'retired'),
  );
  const [wanted, setWanted] = useState<ModelInfo['task']>('lists');
  const task = tasks.includes(wanted) ? wanted : (tasks[0] ?? 'lists');
  const [reason, setReason] = useState('');
  const served = models.find(model => model.state === 'served' && model.task === task);
  const rollBack = useAction(async () => {
    const model = await rpc.recommend.rollback({ task, reason: reason.trim() });
    invalidate('models');
    toast({ tone: 'ok', title: `${model.title} is served again` });
    onClose();
  }, 'Nothing was rolled back');
  return (
    <Dialog title="Roll back?" isOpen={isOpen} onClose={onClose}>
      <div className="gates">
        {tasks.length > 1 && (
          <Segmented
            label="Which"
            value={task}
            onChange={setWanted}
            options={[
              { value: 'lists', label: 'Lists' },
              { value: 'next-track', label: 'Next track' },
            ]}
          />
        )}
        <p>
          {served === undefined ? 'The model' : served.title} stops answering, and the one that was served before it
          answers again.
        </p>
        <TextField
          label="Why"
          value={reason}
          onChange={setReason}
          rows={2}
          description="The reason is kept with the model."
        />
        <div className="fit-foot">
          <Button onPress={onClose}>Cancel</Button>
          <Button
            variant="primary"
            isDisabled={reason.trim().length < 3}
            isPending={rollBack.pending}
            onPress={rollBack.run}
          >
            Roll back
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
