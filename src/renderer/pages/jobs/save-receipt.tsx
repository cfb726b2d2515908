import type { Job } from '../../../shared/domain/jobs.ts';
import { download } from '../../grid/export-result.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format.ts';

interface Receipt {
  complete: boolean;
  rowsLeft: number;
  search: { files: number; words: number; found: string[] };
  notes: string[];
}

/** What a forgotten listener leaves: the proof that nothing of them is left, to be kept. */
export function SaveReceipt({ job }: { job: Job }) {
  const receipt = receiptOf(job);
  if (receipt === null) return null;
  const save = () => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(receipt, null, 2)], { type: 'application/json' }));
    download(url, `forgotten-${job.jobId}.json`);
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
  const { complete, rowsLeft, search, notes } = receipt;
  return (
    <section className="job-receipt" aria-label="Receipt">
      <p>
        {complete ? <Badge tone="ok">nothing is left</Badge> : <Badge tone="error">not all is gone</Badge>}{' '}
        {plural(rowsLeft, 'row')} left; {plural(search.files, 'file')} searched for {plural(search.words, 'word')},{' '}
        {search.found.length === 0 ? 'found nowhere' : `found in ${search.found.join(', ')}`}.
      </p>
      {notes.map((note, index) => (
        <p key={index} className="faint">
          {note}
        </p>
      ))}
      <Button size="small" icon="download" onPress={save}>
        Save the receipt
      </Button>
    </section>
  );
}

function receiptOf({ kind, state, result }: Job): Receipt | null {
  const is = kind === 'forget' && state === 'succeeded' && typeof result === 'object' && result !== null;
  return is && 'search' in result ? (result as Receipt) : null;
}
