import type { PipelineInfo } from '../../../shared/rpc/pipelines.ts';
import { pipelineProblemsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href } from '../../state/router.ts';
import { Badge } from '../../ui/badge.tsx';
import { exactMoment, plural } from '../../ui/format.ts';

/** Every pipeline with when it runs next. */
export function PipelineList({ pipelines, selected }: { pipelines: readonly PipelineInfo[]; selected: string }) {
  const problems = useQuery(pipelineProblemsQuery);
  return (
    <nav className="pipelines-list" aria-label="Pipelines">
      {pipelines.map(pipeline => (
        <a
          key={pipeline.name}
          className="pipelines-item"
          href={href('pipelines', pipeline.name)}
          aria-current={pipeline.name === selected ? 'page' : undefined}
        >
          <span className="pipelines-item-title truncate">{pipeline.title}</span>
          <span className="faint truncate">{whenNext(pipeline)}</span>
          {pipeline.missed > 0 && <Badge tone="warn">{plural(pipeline.missed, 'missed time')}</Badge>}
        </a>
      ))}
      {problems.kind === 'ready' &&
        problems.value.map(({ file, message }) => (
          <p key={file} className="pipelines-problem" title={file}>
            <Badge tone="error" icon="warning">
              Not a pipeline
            </Badge>
            {message}
          </p>
        ))}
    </nav>
  );
}

function whenNext({ schedule, nextDueAt, watch, lastDueAt }: PipelineInfo): string {
  if (schedule !== null && nextDueAt !== null && lastDueAt !== null) return `next at ${exactMoment(nextDueAt)}`;
  return watch !== null && lastDueAt !== null ? 'when files come' : 'when it is started';
}
