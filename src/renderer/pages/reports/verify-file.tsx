import { useState } from 'react';
import type { ReportVerification } from '../../../shared/rpc/reports.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { hostInfoQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { valueOf } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Verdict } from './verdict.tsx';

/** Any report page on this machine, also one that came from somebody else: is it what was written? */
export function VerifyFile({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const host = valueOf(useQuery(hostInfoQuery));
  const [path, setPath] = useState('');
  const [verified, setVerified] = useState<ReportVerification | null>(null);
  const verify = useAction(
    async (file: string) => setVerified(await rpc.reports.verify({ path: file })),
    'The file could not be verified',
  );
  const choose = useAction(async () => {
    const { paths } = await rpc.host.openDialog({
      title: 'Verify a report',
      filters: [{ name: 'Reports', extensions: ['html'] }],
    });
    const [file] = paths ?? [];
    if (file !== undefined) setPath(file);
  }, 'No file was chosen');
  return (
    <Dialog title="Verify a report" isOpen={isOpen} onClose={onClose} width={520}>
      <div className="make">
        <TextField
          label="Page"
          value={path}
          onChange={next => {
            setPath(next);
            setVerified(null);
          }}
          mono
          placeholder="/home/me/report/report.html"
          description="It is read again, with the files beside it that it names, and held to the manifest at its end."
        />
        {verified !== null && <Verdict verified={verified} />}
        <div className="make-foot">
          {host?.dialogs === true && <Button onPress={choose.run}>Choose…</Button>}
          <Button
            variant="primary"
            isDisabled={path.trim() === ''}
            isPending={verify.pending}
            onPress={() => verify.run(path.trim())}
          >
            Verify
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
