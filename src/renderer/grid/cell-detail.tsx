import { useEffect, useState } from 'react';
import { rpc } from '../rpc/client.ts';
import { problemOf } from '../rpc/problem.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { SkeletonRows } from '../ui/states.tsx';
import { bytes } from '../ui/format.ts';

export interface CellDetailProps {
  resultId: string;
  view: string | undefined;
  row: number;
  column: number;
  name: string;
  /** Shows the whole row instead. */
  onRow(): void;
  onClose(): void;
}

/** The whole value of one cell: long text in full, JSON laid out. */
export function CellDetail({ resultId, view, row, column, name, onRow, onClose }: CellDetailProps) {
  const [value, setValue] = useState<{ text: string; size: number } | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    rpc.results
      .value({ resultId, view, row, column }, { signal: controller.signal })
      .then(answer => setValue({ text: answer.text === null ? 'null' : layOut(answer.text), size: answer.bytes }))
      .catch((error: unknown) => {
        if (!controller.signal.aborted) setValue({ text: problemOf(error).message, size: 0 });
      });
    return () => controller.abort();
  }, [resultId, view, row, column]);
  const copy = () => void navigator.clipboard.writeText(value?.text ?? '');
  return (
    <Dialog
      title={`${name}, row ${(row + 1).toLocaleString('en-US')}`}
      isOpen
      onClose={onClose}
      width={640}
      footer={
        <>
          <span className="faint number">{value !== null && bytes(value.size)}</span>
          <Button icon="table" onPress={onRow}>
            Whole row
          </Button>
          <Button icon="copy" onPress={copy}>
            Copy
          </Button>
        </>
      }
    >
      {value === null ? <SkeletonRows rows={3} /> : <pre className="grid-detail">{value.text}</pre>}
    </Dialog>
  );
}

function layOut(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
