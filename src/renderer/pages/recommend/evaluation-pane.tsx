import { useState } from 'react';
import { readProtocol } from '../../../shared/domain/evaluation.ts';
import type { EvaluationInfo, ModelInfo } from '../../../shared/rpc/models.ts';
import { download } from '../../grid/export-result.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { evaluationsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { moment, plural } from '../../ui/format.ts';
import { Toolbar, ToolbarGap } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Segmented } from '../../ui/toggles.tsx';
import { EvaluationTable } from './evaluation-table.tsx';
import { PairedTests } from './paired-tests.tsx';
import { SearchForm } from './search-form.tsx';
import { Searches } from './searches.tsx';
import { SegmentTable } from './segment-table.tsx';

type Task = ModelInfo['task'];

/** Recommenders side by side, each metric with its bootstrap interval, run by run. */
export function EvaluationPane() {
  const answer = useQuery(evaluationsQuery);
  const [task, setTask] = useState<Task>('lists');
  const [searching, setSearching] = useState(false);
  const evaluate = useAction(async () => {
    const job = await rpc.recommend.evaluate({ k: 10, task });
    navigate(href('jobs', String(job.jobId)));
  }, 'The evaluation did not start');
  return (
    <>
      <Toolbar label="Evaluation">
        <Segmented<Task>
          label="What is judged"
          value={task}
          onChange={setTask}
          options={[
            { value: 'lists', label: 'Lists' },
            { value: 'next-track', label: 'Next track' },
          ]}
        />
        <ToolbarGap />
        <Button size="small" icon="search" onPress={() => setSearching(true)}>
          Search parameters…
        </Button>
        <Button size="small" icon="play" onPress={evaluate.run} isPending={evaluate.pending}>
          Evaluate all
        </Button>
      </Toolbar>
      <Answered answer={answer}>
        {evaluations => {
          const runs = runsOf(evaluations.filter(({ protocol }) => readProtocol(protocol).task === task));
          return (
            <div className="eval">
              {runs.length === 0 ? <Nothing task={task} /> : <Runs key={task} runs={runs} />}
              {task === 'lists' && <Searches />}
            </div>
          );
        }}
      </Answered>
      <SearchForm isOpen={searching} onClose={() => setSearching(false)} />
    </>
  );
}

const Nothing = ({ task }: { task: Task }) => (
  <EmptyState icon="chart" title="Nothing is evaluated yet">
    {task === 'lists'
      ? 'The last four weeks are held back, and every recommender that learned from the time before is asked for what was played in them.'
      : 'The sessions of the last four weeks are held back, and at each moment of them the next track is asked for.'}
  </EmptyState>
);

/** The evaluations of one run, the newest run first. */
function runsOf(evaluations: readonly EvaluationInfo[]): EvaluationInfo[][] {
  return [...Map.groupBy(evaluations, ({ runId, createdAt }) => `${runId} ${createdAt}`).values()];
}

function Runs({ runs }: { runs: readonly EvaluationInfo[][] }) {
  const [at, setAt] = useState('0');
  const run = runs[Number(at)] ?? runs[0] ?? [];
  const ks = cutoffs(run);
  const [wanted, setWanted] = useState('');
  const k = ks.includes(wanted) ? wanted : (ks[0] ?? '');
  const ndcg = ({ metrics }: EvaluationInfo): number => metrics[`ndcg@${k}`]?.value ?? 0;
  const evaluations = run.toSorted((a, b) => ndcg(b) - ndcg(a));
  const exporting = useAction(async () => {
    const { html } = await rpc.recommend.evaluationHtml({ runId: evaluations[0]?.runId ?? '' });
    const url = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
    download(url, `evaluation-${evaluations[0]?.createdAt.slice(0, 10)}.html`);
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }, 'The page was not exported');
  return (
    <>
      <div className="eval-run">
        <Select
          label="Run"
          value={at}
          onChange={setAt}
          options={runs.map((run, index) => ({
            value: String(index),
            label: moment(run[0]?.createdAt ?? ''),
            detail: `${plural(run.length, 'recommender')} · snapshot ${run[0]?.snapshotId}`,
          }))}
        />
        {ks.length > 1 && (
          <Segmented
            label="Length of the list"
            value={k}
            onChange={setWanted}
            options={ks.map(value => ({ value, label: `top ${value}` }))}
          />
        )}
        <Button size="small" icon="download" onPress={exporting.run} isPending={exporting.pending}>
          Export as HTML
        </Button>
      </div>
      <EvaluationTable evaluations={evaluations} k={k} />
      <PairedTests evaluations={evaluations} />
      <SegmentTable evaluations={evaluations} k={k} />
    </>
  );
}

/** The lengths that were judged, shortest first: `recall@10`, `recall@20` → 10, 20. */
function cutoffs(evaluations: readonly EvaluationInfo[]): string[] {
  const names = evaluations.flatMap(({ metrics }) => Object.keys(metrics));
  const found = new Set(names.map(name => name.split('@')[1]).filter(length => length !== undefined));
  return [...found].sort((a, b) => Number(a) - Number(b));
}
