import type { PipelineRun } from '../../../shared/rpc/pipelines.ts';
import { href } from '../../state/router.ts';
import { runInWords, runSeconds, runState } from './run-words.ts';

/** The last runs, oldest to the left: how long each took, and in the colour of how it ended. */
export function RunHistory({ runs, selected }: { runs: readonly PipelineRun[]; selected: string }) {
  const longest = Math.max(1, ...runs.map(runSeconds));
  return (
    <nav className="run-history" aria-label="Last runs, by how long they took">
      {runs.toReversed().map(run => (
        <a
          key={run.runId}
          href={href('pipelines', run.pipeline, run.runId)}
          data-state={runState(run)}
          aria-current={run.runId === selected ? 'true' : undefined}
          aria-label={runInWords(run)}
          title={runInWords(run)}
        >
          <span style={{ height: `${Math.max(12, (runSeconds(run) / longest) * 100)}%` }} />
        </a>
      ))}
    </nav>
  );
}
