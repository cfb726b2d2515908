import type { ListShape } from '../../../shared/rpc/recommended-lists.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { modelsQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toast.tsx';
import { isUnmoved, type Recommended, type Wishes } from './wishes.ts';

/** What was found by the sliders becomes a model of its own: a candidate until it is evaluated and served. */
export function SaveVariant({ answer, wishes }: { answer: Recommended; wishes: Wishes }) {
  const models = useQuery(modelsQuery);
  const model =
    models.kind === 'ready' ? models.value.find(({ modelId }) => modelId === answer.model.modelId) : undefined;
  const save = useAction(async () => {
    if (model === undefined) return;
    const job = await rpc.recommend.fit({
      recommender: model.recommender,
      params: variantParams(model.params, answer, wishes),
      seed: model.seed,
    });
    invalidate('jobs');
    toast({
      tone: 'neutral',
      title: 'The variant is being fitted',
      detail: 'It will be among the models as a candidate.',
      action: { label: 'Show the job', onPress: () => navigate(href('jobs', String(job.jobId))) },
    });
  }, 'The variant was not saved');
  if (model?.recommender !== 'hybrid') return null;
  return (
    <Button size="small" icon="save" isDisabled={isUnmoved(wishes)} isPending={save.pending} onPress={save.run}>
      Save as a variant of the model
    </Button>
  );
}

function variantParams(own: Record<string, unknown>, answer: Recommended, { weights, shape }: Wishes) {
  const weighed = Object.fromEntries(answer.parts.map(part => [part.name, weights[part.name] ?? part.weight]));
  return { ...own, weights: weighed, list: shapeParams({ ...answer.shape, ...shape }) };
}

/** Only what differs from nothing, so that the same wishes make the same model. */
function shapeParams({ artistCap, ...rest }: ListShape): Record<string, number> {
  const moved = Object.entries(rest).filter(([, value]) => value !== 0);
  return { ...Object.fromEntries(moved), ...(artistCap === null ? {} : { artistCap }) };
}
