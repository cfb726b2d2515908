import type { PipelineInfo } from '../../../shared/rpc/pipelines.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { pipelinesQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { exactMoment, plural } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState } from '../../ui/states.tsx';

/** Declared runs of several jobs: when they are due, what they do, and starting one now. */
export function PipelinesPane() {
  const answer = useQuery(pipelinesQuery);
  return (
    <Answered answer={answer}>
      {pipelines =>
        pipelines.length === 0 ? (
          <EmptyState icon="jobs" title="No pipelines are declared">
            A pipeline is a file that says which jobs follow each other, and when.
          </EmptyState>
        ) : (
          <ul className="pipelines">
            {pipelines.map(pipeline => (
              <Pipeline key={pipeline.name} pipeline={pipeline} />
            ))}
          </ul>
        )
      }
    </Answered>
  );
}

function Pipeline({ pipeline }: { pipeline: PipelineInfo }) {
  const run = useAction(async () => {
    const { runId } = await rpc.pipelines.run({ name: pipeline.name });
    invalidate('jobs');
    navigate(href('jobs', 'run', runId));
  }, `${pipeline.title} did not start`);
  return (
    <li className="pipeline">
      <header className="pipeline-head">
        <h2 className="truncate">{pipeline.title}</h2>
        {pipeline.missed > 0 && <Badge tone="warn">{plural(pipeline.missed, 'missed time')}</Badge>}
        <Button size="small" icon="play" onPress={run.run} isPending={run.pending}>
          Run now
        </Button>
      </header>
      <p className="muted">{pipeline.description}</p>
      <ol className="pipeline-steps" aria-label="Steps">
        {pipeline.steps.map((step, index) => (
          <li key={step.id}>
            {index > 0 && <Icon name="chevronRight" size={12} />}
            <Badge>{step.id}</Badge>
          </li>
        ))}
      </ol>
      <p className="faint">{schedule(pipeline)}</p>
    </li>
  );
}

function schedule({ schedule: due, nextDueAt }: PipelineInfo): string {
  if (due === null) return 'Runs when it is started.';
  const next = nextDueAt === null ? '' : `, next at ${exactMoment(nextDueAt)}`;
  return `${due.cron} (${due.timezone})${next}`;
}
