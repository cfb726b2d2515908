import { useState } from 'react';
import type { PipelineInfo } from '../../../shared/rpc/pipelines.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { invalidate } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Button } from '../../ui/button.tsx';
import { exactMoment } from '../../ui/format.ts';
import { Facts } from '../../ui/panel.tsx';
import { StartDialog } from './start-dialog.tsx';

/** What a pipeline is for, when it runs, and starting it. */
export function PipelineHead({ pipeline }: { pipeline: PipelineInfo }) {
  const [asking, setAsking] = useState<'run' | 'backfill' | null>(null);
  const run = useAction(async () => {
    const { runId } = await rpc.pipelines.run({ name: pipeline.name });
    invalidate('jobs');
    navigate(href('pipelines', pipeline.name, runId));
  }, `${pipeline.title} did not start`);
  const hasParams = Object.keys(pipeline.params).length > 0;
  return (
    <header className="pipeline-head">
      <div className="pipeline-title">
        <h2 className="truncate">{pipeline.title}</h2>
        <span className="pipeline-actions">
          {pipeline.backfill && (
            <Button size="small" icon="clock" onPress={() => setAsking('backfill')}>
              Backfill
            </Button>
          )}
          <Button
            size="small"
            variant="primary"
            icon="play"
            isPending={run.pending}
            onPress={() => (hasParams ? setAsking('run') : run.run())}
          >
            Run now
          </Button>
        </span>
      </div>
      <p className="muted">{pipeline.description}</p>
      <Facts items={factsOf(pipeline)} />
      {asking !== null && <StartDialog pipeline={pipeline} kind={asking} onClose={() => setAsking(null)} />}
    </header>
  );
}

function factsOf({ schedule, nextDueAt, lastDueAt, watch }: PipelineInfo): (readonly [string, string])[] {
  const own = lastDueAt !== null;
  const next = own && nextDueAt !== null ? `, next at ${exactMoment(nextDueAt)}` : '';
  const idle = own ? '' : ' once a copy of it is beside the lakehouse';
  return [
    ...(schedule === null ? [] : [['Schedule', `${schedule.cron} (${schedule.timezone})${next}${idle}`] as const]),
    ...(watch === null
      ? []
      : [['Watches', `${watch.folder}: files that have not changed for ${watch.settledSeconds} s${idle}`] as const]),
  ];
}
