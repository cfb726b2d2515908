import { useEffect, useState } from 'react';
import { diffLines, type DiffLine } from '../../../shared/domain/line-diff.ts';
import { printNotebook } from '../../../shared/domain/notebook-format.ts';
import { rpc } from '../../rpc/client.ts';
import { problemOf } from '../../rpc/problem.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { bytes, exactMoment } from '../../ui/format.ts';
import { EmptyState, SkeletonRows } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { useSession } from './context.ts';

type Versions = Awaited<ReturnType<typeof rpc.notebooks.versions>>;

/** Earlier texts of the notebook, what changed since, and the way back: one step that can be undone. */
export function VersionsDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog title="Earlier versions" isOpen={isOpen} onClose={onClose} width={860}>
      {isOpen && <Versions onClose={onClose} />}
    </Dialog>
  );
}

function Versions({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const [versions, setVersions] = useState<Versions | null>(null);
  const [chosen, setChosen] = useState<{ versionId: number; text: string } | null>(null);
  useEffect(() => {
    rpc.notebooks
      .versions({ ref: session.ref })
      .then(setVersions)
      .catch((error: unknown) => toast({ tone: 'error', title: 'No versions', detail: problemOf(error).message }));
  }, [session]);
  const look = (versionId: number) => {
    rpc.notebooks
      .version({ versionId })
      .then(({ text }) => setChosen({ versionId, text }))
      .catch((error: unknown) =>
        toast({ tone: 'error', title: 'Not there any more', detail: problemOf(error).message }),
      );
  };
  const restore = () => {
    if (chosen !== null) session.replaceText(chosen.text);
    onClose();
  };
  return (
    <div className="nb-history-panes">
      <ul className="nb-history-list">
        {versions === null && <SkeletonRows rows={5} />}
        {versions?.length === 0 && <EmptyState title="No earlier version yet" />}
        {versions?.map(version => (
          <li key={version.versionId}>
            <button
              type="button"
              className="nb-history-item"
              aria-pressed={chosen?.versionId === version.versionId}
              onClick={() => look(version.versionId)}
            >
              <span className="nb-history-line">
                <Badge tone={version.saved ? 'ok' : 'neutral'}>{version.saved ? 'saved' : 'typed'}</Badge>
                <span className="faint number truncate">
                  {exactMoment(version.at)} · {bytes(version.bytes)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className="nb-history-detail">
        {chosen !== null && (
          <>
            <Diff lines={diffLines(chosen.text, printNotebook(session.notebook))} />
            <div className="nb-history-actions">
              <Button size="small" icon="undo" isDisabled={session.origin === 'shipped'} onPress={restore}>
                Go back to this version
              </Button>
            </div>
          </>
        )}
      </div>
    </div>
  );
}

const SIGNS: Record<DiffLine['kind'], string> = { same: ' ', added: '+', removed: '−' };
const AROUND = 2;

/** From that version to what is here now; long stretches that are the same are left out. */
function Diff({ lines }: { lines: readonly DiffLine[] }) {
  if (lines.every(line => line.kind === 'same')) return <p className="nb-message">The same as now.</p>;
  const near = (index: number): boolean =>
    lines.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(line => line.kind !== 'same');
  return (
    <pre className="nb-diff" tabIndex={0} aria-label="Changes since that version">
      {lines.map((line, index) =>
        near(index) ? (
          <span key={index} data-kind={line.kind}>
            {SIGNS[line.kind]} {line.text}
            {'\n'}
          </span>
        ) : near(index - 1) ? (
          <span key={index} className="faint">
            ⋯{'\n'}
          </span>
        ) : null,
      )}
    </pre>
  );
}
