import { useMemo, useState } from 'react';
import type { ListComparison, ModelInfo } from '../../../shared/rpc/models.ts';
import { rpc } from '../../rpc/client.ts';
import { useQuery, type Query } from '../../state/query.ts';
import { href } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { decimal, moment, percent, plural } from '../../ui/format.ts';
import { Figure } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/states.tsx';

interface Props {
  model: ModelInfo | null;
  models: readonly ModelInfo[];
  onClose: () => void;
}

/** How the lists of two models differ: by how much, for whom most, and which parts moved them. */
export function CompareDialog({ model, models, onClose }: Props) {
  const others = models.filter(other => other.task === 'lists' && other.bytes > 0 && other.modelId !== model?.modelId);
  return (
    <Dialog title="Compare lists" isOpen={model !== null} onClose={onClose} width={760}>
      {model !== null &&
        (others.length === 0 ? (
          <p>There is no other model whose lists could be compared.</p>
        ) : (
          <Compared model={model} others={others} />
        ))}
    </Dialog>
  );
}

const K = 10;

const comparison = (a: string, b: string): Query<ListComparison> => ({
  key: `compare:${a}:${b}`,
  topics: [],
  load: signal => rpc.recommend.compare({ a, b, k: K }, { signal }),
});

function Compared({ model, others }: { model: ModelInfo; others: readonly ModelInfo[] }) {
  const first = others.find(({ state }) => state === 'served') ?? others[0];
  const [before, setBefore] = useState(first?.modelId ?? '');
  const answer = useQuery(useMemo(() => comparison(before, model.modelId), [before, model.modelId]));
  return (
    <div className="compared">
      <Select
        label="From"
        value={before}
        onChange={setBefore}
        options={others.map(other => ({
          value: other.modelId,
          label: `${other.title}, ${other.state}`,
          detail: `${other.modelId.slice(0, 10)} · snapshot ${other.snapshotId} · ${moment(other.fittedAt)}`,
        }))}
      />
      <p>
        To <strong>{model.title}</strong>{' '}
        <span className="faint">
          {model.modelId.slice(0, 10)} · snapshot {model.snapshotId}
        </span>
      </p>
      <Answered answer={answer} skeleton={<SkeletonRows rows={8} label="Comparing lists" />}>
        {result => (
          <>
            <div className="compared-figures">
              <Figure name={`Overlap of the top ${result.k}`} value={percent(result.overlap, 0)} />
              <Figure name="Rank-biased overlap" value={decimal(result.rank_biased_overlap, 2)} />
              <Figure name="Listeners" value={String(result.users)} />
            </div>
            <h3>Changed most</h3>
            <ul className="compared-list">
              {result.changed_most.slice(0, 10).map(changed => (
                <Changed key={JSON.stringify(changed.user_id)} changed={changed} />
              ))}
            </ul>
          </>
        )}
      </Answered>
    </div>
  );
}

function Changed({ changed }: { changed: ListComparison['changed_most'][number] }) {
  const [entered] = changed.entered;
  return (
    <li>
      <p className="reason-line">
        <a href={href('recommend', 'listener', JSON.stringify(changed.user_id))}>Listener {changed.user_id}</a>
        <span className="number faint">overlap {percent(changed.overlap, 0)}</span>
      </p>
      <p className="faint">{causeOf(changed.shift)}</p>
      <p>
        {plural(changed.entered.length, 'track')} came
        {entered !== undefined && `: ${entered.title}${entered.because === '' ? '' : `, ${entered.because}`}`}
      </p>
      <p className="faint truncate">
        {plural(changed.left.length, 'track')} left
        {changed.left.length > 0 && `: ${changed.left.map(({ title }) => title).join(', ')}`}
      </p>
    </li>
  );
}

/** The parts that gained and lost most of the lists' score. */
function causeOf(shift: Record<string, number>): string {
  const sorted = Object.entries(shift).sort(([, a], [, b]) => b - a);
  const gained = sorted.filter(([, share]) => share >= 0.01).slice(0, 2);
  const lost = sorted.filter(([, share]) => share <= -0.01).slice(-2);
  const said = [
    ...gained.map(([part, share]) => `${part} gives ${percent(share, 0)} more of the score`),
    ...lost.map(([part, share]) => `${part} ${percent(-share, 0)} less`),
  ];
  return said.length === 0 ? 'The parts give as much as before; their scores moved.' : said.join(', ');
}
