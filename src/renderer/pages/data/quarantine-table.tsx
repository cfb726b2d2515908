import { useState } from 'react';
import type { QuarantineRow } from '../../../shared/rpc/imports.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Table, type TableColumn } from '../../ui/table.tsx';

interface Props {
  rows: readonly QuarantineRow[];
  onReplay: (row: QuarantineRow, raw: string) => void;
  onDismiss: (row: QuarantineRow) => void;
  onUndo: (row: QuarantineRow) => void;
}

export function QuarantineTable({ rows, onReplay, onDismiss, onUndo }: Props) {
  const [open, setOpen] = useState<QuarantineRow | null>(null);
  const dismiss: TableColumn<QuarantineRow> = {
    id: 'dismiss',
    title: 'Dismiss or undo',
    titleHidden: true,
    width: 48,
    render: row =>
      row.state === 'open' ? (
        <IconButton icon="close" label={`Dismiss line ${row.line}`} size="small" onPress={() => onDismiss(row)} />
      ) : (
        <IconButton icon="undo" label={`Let line ${row.line} wait again`} size="small" onPress={() => onUndo(row)} />
      ),
  };
  return (
    <>
      <Table
        label="Quarantined rows"
        columns={[...COLUMNS, dismiss]}
        rows={rows}
        rowKey={row => String(row.quarantineId)}
        rowText={row => `${row.fileName} line ${row.line}`}
        onOpen={setOpen}
        empty="No rows with this reason."
      />
      <Dialog
        title={open === null ? '' : `${open.fileName}, line ${open.line}`}
        isOpen={open !== null}
        onClose={() => setOpen(null)}
        width={640}
      >
        {open !== null && open.state !== 'open' && (
          <Settled
            row={open}
            onUndo={() => {
              onUndo(open);
              setOpen(null);
            }}
          />
        )}
        {open?.state === 'open' && (
          <Correct
            key={open.quarantineId}
            row={open}
            onReplay={raw => {
              onReplay(open, raw);
              setOpen(null);
            }}
          />
        )}
      </Dialog>
    </>
  );
}

function Correct({ row, onReplay }: { row: QuarantineRow; onReplay: (raw: string) => void }) {
  const [raw, setRaw] = useState(row.raw);
  return (
    <div className="correct">
      <p>{row.message}</p>
      <TextField label="The row as it came" value={raw} onChange={setRaw} rows={5} mono />
      <div className="make-foot">
        <Button variant="primary" onPress={() => onReplay(raw)}>
          {raw === row.raw ? 'Try again' : 'Load corrected row'}
        </Button>
      </div>
    </div>
  );
}

/** What became of a row, and the way back. */
function Settled({ row, onUndo }: { row: QuarantineRow; onUndo: () => void }) {
  return (
    <div className="correct">
      <p>{row.message}</p>
      <pre className="mono correct-raw">{row.raw}</pre>
      {row.state === 'dismissed' ? (
        <p>It was dismissed.</p>
      ) : (
        <>
          <p>It was loaded as load {row.replayedBy ?? '–'}, from this text:</p>
          <pre className="mono correct-raw">{row.corrected ?? row.raw}</pre>
        </>
      )}
      <div className="make-foot">
        <Button onPress={onUndo}>
          {row.state === 'dismissed' ? 'Let it wait again' : 'Take it out of bronze again'}
        </Button>
      </div>
    </div>
  );
}

const COLUMNS: TableColumn<QuarantineRow>[] = [
  {
    id: 'file',
    title: 'File',
    width: '22%',
    isRowHeader: true,
    render: row => <span title={row.fileName}>{row.fileName}</span>,
    sortBy: row => row.fileName,
  },
  { id: 'line', title: 'Line', width: 80, align: 'end', render: row => row.line, sortBy: row => row.line },
  {
    id: 'column',
    title: 'Column',
    width: 112,
    render: row => <span className="mono">{row.column ?? '–'}</span>,
    sortBy: row => row.column,
  },
  {
    id: 'message',
    title: 'What is wrong',
    width: '28%',
    render: row => <span title={row.message}>{row.message}</span>,
    sortBy: row => row.message,
  },
  {
    id: 'raw',
    title: 'Raw',
    render: row => (
      <span className="mono faint" title={row.raw}>
        {row.raw}
      </span>
    ),
  },
];
