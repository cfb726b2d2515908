import type { PipelineInfo } from '../../../shared/rpc/pipelines.ts';
import { pipelinesQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { useLocation } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Page } from '../../ui/panel.tsx';
import { SplitPane } from '../../ui/split-pane.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { PipelineList } from './pipeline-list.tsx';
import { PipelineView } from './pipeline-view.tsx';
import './pipelines.css';

/** `#/pipelines/NAME/RUN?job=ID`: declared runs of several jobs, their graph, and what each run did. */
export default function PipelinesPage() {
  const { path, query } = useLocation();
  return (
    <Page title="Pipelines">
      <Answered answer={useQuery(pipelinesQuery)}>
        {pipelines => <Panes pipelines={pipelines} name={path[1]} runId={path[2]} jobId={query.get('job')} />}
      </Answered>
    </Page>
  );
}

function Panes(props: {
  pipelines: readonly PipelineInfo[];
  name: string | undefined;
  runId: string | undefined;
  jobId: string | null;
}) {
  const { pipelines, name, runId, jobId } = props;
  const selected = pipelines.find(pipeline => pipeline.name === name) ?? pipelines[0];
  if (selected === undefined)
    return (
      <EmptyState icon="lineage" title="No pipelines are declared">
        A pipeline is a file that says which jobs follow each other, and when.
      </EmptyState>
    );
  return (
    <SplitPane
      name="pipelines"
      panes={[
        {
          id: 'list',
          defaultSize: '24%',
          minSize: 200,
          content: <PipelineList pipelines={pipelines} selected={selected.name} />,
        },
        {
          id: 'pipeline',
          minSize: 420,
          content: <PipelineView key={selected.name} pipeline={selected} runId={runId} jobId={jobId} />,
        },
      ]}
    />
  );
}
