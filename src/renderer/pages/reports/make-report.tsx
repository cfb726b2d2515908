import { useState } from 'react';
import { REPORT_FORMATS } from '../../../shared/rpc/reports.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { invalidate } from '../../state/query.ts';
import { modelsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { valueOf } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { NumberField, TextField } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import { Notice } from '../../ui/states.tsx';
import { Checkbox, Segmented } from '../../ui/toggles.tsx';
import { GatesInTheWay } from './gates-in-the-way.tsx';

type Format = (typeof REPORT_FORMATS)[number];

const FORMAT_TITLES: Record<Format, string> = {
  html: 'HTML, one file',
  csv: 'CSV',
  parquet: 'Parquet',
  arrow: 'Arrow',
};

/** For whom, how many each, and as which files. */
export function MakeReport({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog title="Make a report" isOpen={isOpen} onClose={onClose} width={520}>
      <MakeForm onClose={onClose} />
    </Dialog>
  );
}

function MakeForm({ onClose }: { onClose: () => void }) {
  const [title, setTitle] = useState('');
  const [who, setWho] = useState<'all' | 'some'>('all');
  const [users, setUsers] = useState('');
  const [k, setK] = useState(20);
  const [formats, setFormats] = useState<readonly Format[]>(['html']);
  const [modelId, setModelId] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const models = valueOf(useQuery(modelsQuery));
  const about = modelId ?? models?.find(model => model.state === 'served' && model.task === 'lists')?.modelId ?? null;
  const ids = users
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(userId);
  const make = useAction(async () => {
    const job = await rpc.reports.make({
      ...(title.trim() === '' ? {} : { title: title.trim() }),
      ...(modelId === null ? {} : { modelId }),
      users: who === 'all' ? 'all' : ids,
      k,
      formats: [...formats],
      ...(reason.trim().length < 3 ? {} : { override: { reason: reason.trim() } }),
    });
    invalidate('jobs');
    navigate(href('jobs', String(job.jobId)));
  }, 'The report was not started');
  const toggle = (format: Format, on: boolean) =>
    setFormats(REPORT_FORMATS.filter(candidate => (candidate === format ? on : formats.includes(candidate))));
  return (
    <div className="make">
      {models?.length === 0 && (
        <Notice tone="warn">No model is fitted yet. Fit one on the Recommendations page first.</Notice>
      )}
      <TextField label="Title" value={title} onChange={setTitle} placeholder="Recommendations of this week" />
      <div className="make-row">
        <Segmented<'all' | 'some'>
          label="For"
          value={who}
          onChange={setWho}
          options={[
            { value: 'all', label: 'All listeners' },
            { value: 'some', label: 'Some listeners' },
          ]}
        />
      </div>
      {who === 'some' && (
        <TextField
          label="Listener ids"
          value={users}
          onChange={setUsers}
          rows={3}
          mono
          description="Separated by spaces, commas or lines."
        />
      )}
      <div className="make-row">
        <NumberField label="Tracks for each" value={k} onChange={setK} minValue={1} maxValue={200} />
        <Select
          label="Model"
          value={modelId ?? 'served'}
          onChange={value => setModelId(value === 'served' ? null : value)}
          options={[
            { value: 'served', label: 'The served model' },
            ...(models ?? [])
              .filter(({ task }) => task === 'lists')
              .map(model => ({ value: model.modelId, label: model.title, detail: model.modelId })),
          ]}
        />
      </div>
      <fieldset className="make-formats">
        <legend className="ui-label">Files</legend>
        {REPORT_FORMATS.map(format => (
          <Checkbox key={format} isSelected={formats.includes(format)} onChange={on => toggle(format, on)}>
            {FORMAT_TITLES[format]}
          </Checkbox>
        ))}
      </fieldset>
      {about !== null && <GatesInTheWay modelId={about} reason={reason} onReason={setReason} />}
      <div className="make-foot">
        <Button onPress={onClose}>Cancel</Button>
        <Button
          variant="primary"
          onPress={make.run}
          isPending={make.pending}
          isDisabled={formats.length === 0 || (who === 'some' && ids.length === 0)}
        >
          Make report
        </Button>
      </div>
    </div>
  );
}

/** Ids are integers where the source's are. */
const userId = (text: string): string | number => (/^-?\d{1,15}$/.test(text) ? Number(text) : text);
