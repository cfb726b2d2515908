import { useState } from 'react';
import type { EntityId } from '../../../shared/rpc/base.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { invalidate } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';

/** Takes a person out of everything; the job ends with a receipt. */
export function ForgetListener({ userId, name }: { userId: EntityId; name: string }) {
  const [asking, setAsking] = useState(false);
  const forget = useAction(async () => {
    const job = await rpc.lake.forgetListener({ userId });
    setAsking(false);
    invalidate('jobs');
    navigate(href('jobs', String(job.jobId)));
  }, 'Nothing was forgotten');
  return (
    <>
      <Button size="small" variant="quiet" icon="trash" onPress={() => setAsking(true)}>
        Forget this listener…
      </Button>
      <ConfirmDialog
        title={`Forget ${name}?`}
        isOpen={asking}
        action="Forget for good"
        danger
        isPending={forget.pending}
        onConfirm={() => forget.run()}
        onClose={() => setAsking(false)}
      >
        All that is known of them goes from the sources’ rows to the gold relations, from models, kept results and the
        history. Reports with their lists are removed, with their files. The file is rewritten and searched; the job
        ends with a receipt. This can’t be taken back.
      </ConfirmDialog>
    </>
  );
}
