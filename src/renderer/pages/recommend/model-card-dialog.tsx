import type { ModelInfo } from '../../../shared/rpc/models.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { bytes, decimal, duration, exactMoment } from '../../ui/format.ts';
import { Facts } from '../../ui/panel.tsx';
import { cardNotes } from './card-notes.ts';

/** What a person should know of a model before trusting it. */
export function ModelCardDialog({ model, onClose }: { model: ModelInfo | null; onClose: () => void }) {
  return (
    <Dialog title={model?.title ?? ''} isOpen={model !== null} onClose={onClose} width={640}>
      {model !== null && <Card model={model} />}
    </Dialog>
  );
}

function Card({ model }: { model: ModelInfo }) {
  const metrics = Object.entries(model.metrics ?? {}).sort(([a], [b]) => a.localeCompare(b));
  return (
    <div className="card">
      <Facts
        items={[
          ['Id', <span className="mono">{model.modelId}</span>],
          ['Answers', model.task === 'lists' ? 'what somebody may like' : 'what comes next in a session'],
          ['Snapshot', `${model.snapshotId}${model.stale ? ', newer plays have come' : ''}`],
          ['Fitted', `${exactMoment(model.fittedAt)}, in ${duration(model.seconds)}`],
          ['Code', <span className="mono">{model.codeVersion}</span>],
          ['Seed', String(model.seed)],
          ['Size', model.bytes === 0 ? 'only what is known of it was kept' : bytes(model.bytes)],
        ]}
      />
      <h3>What it learned from</h3>
      <ul className="card-notes">
        {cardNotes(model.card).map((note, index) => (
          <li key={index}>{note}</li>
        ))}
      </ul>
      <h3>Publications</h3>
      {model.publications.length === 0 && <p className="faint">It was never served.</p>}
      <ol className="publications">
        {model.publications.toReversed().map((publication, index) => (
          <li key={index}>
            <Badge tone={TONES[publication.action] ?? 'neutral'}>{publication.action}</Badge>
            <span>{publication.reason}</span>
            <time className="faint number" dateTime={publication.at}>
              {exactMoment(publication.at)}
            </time>
          </li>
        ))}
      </ol>
      <h3>Figures</h3>
      {metrics.length === 0 && <p className="faint">It was not evaluated.</p>}
      <dl className="card-metrics number">
        {metrics.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{decimal(value, 4)}</dd>
          </div>
        ))}
      </dl>
      <h3>Parameters</h3>
      <pre className="mono card-params" tabIndex={0} aria-label="Parameters">
        {JSON.stringify(model.params, null, 2)}
      </pre>
    </div>
  );
}

const TONES: Readonly<Record<string, Tone>> = {
  served: 'ok',
  'rolled back to': 'ok',
  refused: 'error',
  'report refused': 'error',
  overridden: 'warn',
  reported: 'warn',
};
