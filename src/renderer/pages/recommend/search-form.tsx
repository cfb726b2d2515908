import { useState } from 'react';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { recommendersQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { NumberField } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { RadioCards } from '../../ui/toggles.tsx';

type Strategy = 'halving' | 'random';

/** A search for a recommender's parameters, on a validation cut alone; it is a job that can be cancelled and gone on with. */
export function SearchForm({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const answer = useQuery(recommendersQuery);
  return (
    <Dialog title="Search parameters" isOpen={isOpen} onClose={onClose}>
      <Answered answer={answer}>
        {recommenders => (
          <Form
            names={recommenders.filter(({ searchable }) => searchable).map(({ name, title }) => ({ name, title }))}
            onClose={onClose}
          />
        )}
      </Answered>
    </Dialog>
  );
}

function Form({ names, onClose }: { names: readonly { name: string; title: string }[]; onClose: () => void }) {
  const [recommender, setRecommender] = useState(
    names.find(({ name }) => name === 'ials')?.name ?? names[0]?.name ?? '',
  );
  const [strategy, setStrategy] = useState<Strategy>('halving');
  const [trials, setTrials] = useState(18);
  const search = useAction(async () => {
    const job = await rpc.recommend.search({ recommender, strategy, trials });
    invalidate('jobs');
    navigate(href('jobs', String(job.jobId)));
  }, 'The search did not start');
  return (
    <div className="fit">
      <Select
        label="Recommender"
        value={recommender}
        onChange={setRecommender}
        options={names.map(({ name, title }) => ({ value: name, label: title, detail: name }))}
      />
      <RadioCards<Strategy>
        label="How"
        value={strategy}
        onChange={setStrategy}
        options={[
          {
            value: 'halving',
            label: 'Successive halving',
            detail: 'All settings on a ninth of the listeners, the best third on a third, the best of these on all',
          },
          { value: 'random', label: 'Random', detail: 'Every setting on all listeners' },
        ]}
      />
      <NumberField label="Settings to try" value={trials} minValue={1} maxValue={200} onChange={setTrials} />
      <p className="faint">
        Settings are judged on a validation cut; the last 28 days stay unseen for the evaluation. What was tried is
        kept: the same search started again goes on where it was.
      </p>
      <div className="fit-foot">
        <Button onPress={onClose}>Cancel</Button>
        <Button variant="primary" isDisabled={recommender === ''} onPress={search.run} isPending={search.pending}>
          Search
        </Button>
      </div>
    </div>
  );
}
