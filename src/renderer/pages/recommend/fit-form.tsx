import { useState } from 'react';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { recommendersQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { NumberField, TextField } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { Badge } from '../../ui/badge.tsx';
import { numericParams } from './param-fields.ts';

/** Which recommender, with which parameters; then it is a job. */
export function FitForm({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const answer = useQuery(recommendersQuery);
  return (
    <Dialog title="Fit a model" isOpen={isOpen} onClose={onClose}>
      <Answered answer={answer}>{recommenders => <Form recommenders={recommenders} onClose={onClose} />}</Answered>
    </Dialog>
  );
}

type Recommenders = Awaited<ReturnType<typeof rpc.recommend.recommenders>>;

function Form({ recommenders, onClose }: { recommenders: Recommenders; onClose: () => void }) {
  const [name, setName] = useState(
    recommenders.find(({ name: candidate }) => candidate === 'hybrid')?.name ?? recommenders[0]?.name ?? '',
  );
  const [params, setParams] = useState<Record<string, number>>({});
  const [seed, setSeed] = useState(42);
  const chosen = recommenders.find(recommender => recommender.name === name);
  const fit = useAction(async () => {
    const job = await rpc.recommend.fit({ recommender: name, params, seed });
    invalidate('jobs');
    navigate(href('jobs', String(job.jobId)));
  }, 'The fit did not start');
  if (chosen === undefined) return <TextField label="Recommender" value="none is known" isDisabled />;
  return (
    <div className="fit">
      <Select
        label="Recommender"
        value={name}
        onChange={next => {
          setName(next);
          setParams({});
        }}
        options={recommenders.map(recommender => ({
          value: recommender.name,
          label: recommender.title,
          detail: needs(recommender.needs),
        }))}
      />
      <p>
        {chosen.exact ? (
          <Badge tone="ok">explains its scores exactly</Badge>
        ) : (
          <Badge>explains its scores roughly</Badge>
        )}
      </p>
      <div className="fit-params">
        {numericParams(chosen.params).map(field => (
          <NumberField
            key={field.name}
            label={field.name}
            description={field.description}
            value={params[field.name] ?? field.default ?? NaN}
            minValue={field.min}
            maxValue={field.max}
            step={field.integer ? 1 : undefined}
            formatOptions={field.integer ? undefined : { maximumFractionDigits: 6 }}
            onChange={value => setParams({ ...params, [field.name]: value })}
          />
        ))}
        <NumberField label="Seed" value={seed} onChange={setSeed} formatOptions={{ useGrouping: false }} />
      </div>
      <div className="fit-foot">
        <Button onPress={onClose}>Cancel</Button>
        <Button variant="primary" onPress={fit.run} isPending={fit.pending}>
          Fit
        </Button>
      </div>
    </div>
  );
}

const needs = (needed: readonly string[]): string =>
  needed.length === 0 ? 'needs plays alone' : `needs plays and ${needed.join(', ')}`;
