import type { ReportVerification } from '../../../shared/rpc/reports.ts';
import { Notice } from '../../ui/states.tsx';
import { plural } from '../../ui/format.ts';

const RECORDS: Record<ReportVerification['record'], string> = {
  same: 'This lakehouse made it, and keeps the same checksum.',
  differs: 'This lakehouse made it, and keeps another checksum: page and manifest were both written anew.',
  'unknown here': 'This lakehouse has no record of it.',
};

/** What reading a report again, byte by byte, has shown. */
export function Verdict({ verified: { ok, problems, files, record, madeFrom } }: { verified: ReportVerification }) {
  const trusted = ok && record !== 'differs';
  return (
    <Notice tone={trusted ? 'info' : 'error'}>
      {ok
        ? `The page and ${plural(files.length, 'file')} beside it are what was written. `
        : `It is not what was written: ${problems.join('; ')}. `}
      {RECORDS[record]}
      {madeFrom.snapshotId !== null && ` Made from snapshot ${madeFrom.snapshotId} with model ${madeFrom.modelId}.`}
    </Notice>
  );
}
