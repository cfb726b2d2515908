import type { PipelineRun } from '../../../shared/rpc/pipelines.ts';
import { href, navigate } from '../../state/router.ts';
import { Select } from '../../ui/select.tsx';
import { RunHistory } from './run-history.tsx';
import { runInWords } from './run-words.ts';

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
        options={runs.map(run => ({ value: run.runId, label: runInWords(run) }))}
      />
      <RunHistory runs={runs} selected={selected} />
      <span className="faint number truncate">{selected}</span>
    </div>
  );
}
