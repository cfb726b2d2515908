import type { PipelineRun } from '../../../shared/rpc/pipelines.ts';
import { href, navigate } from '../../state/router.ts';
import { duration, exactMoment, plural } from '../../ui/format.ts';
import { Select } from '../../ui/select.tsx';

/** Which of the last runs is shown. */
export function RunPicker({
  pipeline,
  runs,
  selected,
}: {
  pipeline: string;
  runs: readonly PipelineRun[];
  selected: string;
}) {
  return (
    <div className="pipeline-runs">
      <Select
        label="Run"
        value={selected}
        onChange={runId => navigate(href('pipelines', pipeline, runId))}
        options={runs.map(run => ({ value: run.runId, label: inWords(run) }))}
      />
      <span className="faint number truncate">{selected}</span>
    </div>
  );
}

function inWords({ startedAt, finishedAt, trigger, jobs }: PipelineRun): string {
  const failed = jobs.filter(job => job.state === 'failed').length;
  const took = finishedAt === null ? 'not ended' : duration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
  const outcome = failed > 0 ? `${plural(failed, 'step')} failed` : took;
  return `${exactMoment(startedAt)} · by ${trigger} · ${outcome}`;
}
