import { useState } from 'react';
import type { PipelineInfo } from '../../../shared/rpc/pipelines.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { invalidate } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';

type Params = PipelineInfo['params'];

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The pipeline's values, to be changed for this run; for a backfill the weeks as well. */
export function StartDialog({
  pipeline,
  kind,
  onClose,
}: {
  pipeline: PipelineInfo;
  kind: 'run' | 'backfill';
  onClose: () => void;
}) {
  const [texts, setTexts] = useState(() => asTexts(pipeline.params));
  const [weeks, setWeeks] = useState({ from: '', to: '' });
  const start = useAction(async () => {
    const params = asParams(texts, pipeline.params);
    const { runId } =
      kind === 'run'
        ? await rpc.pipelines.run({ name: pipeline.name, params })
        : await rpc.pipelines.backfill({ name: pipeline.name, params, ...weeks });
    invalidate('jobs');
    onClose();
    navigate(href('pipelines', pipeline.name, runId));
  }, `${pipeline.title} did not start`);
  const ready = kind === 'run' || (DAY.test(weeks.from) && DAY.test(weeks.to));
  return (
    <Dialog
      title={kind === 'run' ? `Run ${pipeline.title}` : `Backfill ${pipeline.title}`}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={!ready} isPending={start.pending} onPress={start.run}>
            {kind === 'run' ? 'Run' : 'Backfill'}
          </Button>
        </>
      }
    >
      <div className="pipeline-form">
        {kind === 'backfill' && <WeekFields weeks={weeks} onChange={setWeeks} />}
        {Object.entries(texts).map(([name, text]) => (
          <TextField
            key={name}
            label={name}
            value={text}
            onChange={value => setTexts(now => ({ ...now, [name]: value }))}
          />
        ))}
      </div>
    </Dialog>
  );
}

interface Weeks {
  from: string;
  to: string;
}

function WeekFields({ weeks, onChange }: { weeks: Weeks; onChange: (weeks: Weeks) => void }) {
  const field = (name: keyof Weeks, label: string) => (
    <TextField
      label={label}
      placeholder="2025-01-07"
      value={weeks[name]}
      isInvalid={weeks[name] !== '' && !DAY.test(weeks[name])}
      error="Write a day as 2025-01-07"
      onChange={value => onChange({ ...weeks, [name]: value.trim() })}
    />
  );
  return (
    <>
      <p className="muted">
        One run, week after week; each week is named by its last day. Weeks that are loaded change nothing.
      </p>
      <div className="pipeline-weeks">
        {field('from', 'First week ends on')}
        {field('to', 'Last week ends on')}
      </div>
    </>
  );
}

const asTexts = (params: Params): Record<string, string> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));

/** Each value with the type that the file gives it. */
function asParams(texts: Record<string, string>, before: Params): Params {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      if (typeof before[name] === 'number' && text.trim() !== '' && !Number.isNaN(Number(text)))
        return [name, Number(text)];
      return [name, typeof before[name] === 'boolean' ? text === 'true' : text];
    }),
  );
}
