import type { JobState } from '../../../shared/domain/jobs.ts';
import type { PipelineInfo, PipelineRun } from '../../../shared/rpc/pipelines.ts';
import { layOutSteps, NODE } from './graph-layout.ts';

/** The steps and what needs what, each with how it went in the run that is shown. */
export function StepGraph({ pipeline, run }: { pipeline: PipelineInfo; run: PipelineRun | null }) {
  const { nodes, edges, width, height } = layOutSteps(pipeline.steps);
  return (
    <div className="step-graph" tabIndex={0} role="region" aria-label="Graph of the steps">
      <svg
        width={width + 4}
        height={height + 4}
        viewBox={`-2 -2 ${width + 4} ${height + 4}`}
        role="list"
        aria-label="Steps"
      >
        {edges.map(({ from, to, path }) => (
          <path key={`${from}>${to}`} className="step-edge" d={path} />
        ))}
        {nodes.map(({ id, job, x, y }, place) => {
          const state = stateOf(pipeline, run, place);
          return (
            <g key={id} role="listitem" aria-label={`${id}: ${job}${state === null ? '' : `, ${state}`}`}>
              <g className="step-node" transform={`translate(${x} ${y})`} data-state={state ?? undefined}>
                <rect width={NODE.width} height={NODE.height} rx={6} />
                <text x={12} y={15} className="step-node-id">
                  {id}
                </text>
                <text x={12} y={28} className="step-node-job">
                  {[...(job === id ? [] : [job]), state ?? 'not run yet'].join(' · ')}
                </text>
              </g>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

/** A backfill has the steps of every week: the worst of them counts. */
function stateOf({ steps }: PipelineInfo, run: PipelineRun | null, place: number): JobState | null {
  const states = (run?.jobs ?? []).filter((_, at) => at % steps.length === place).map(job => job.state);
  return WORST_FIRST.find(state => states.includes(state)) ?? null;
}

const WORST_FIRST: readonly JobState[] = ['failed', 'running', 'cancelled', 'queued', 'succeeded'];
