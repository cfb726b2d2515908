import { useState } from 'react';
import type { DataDocs, DocumentedSchema } from '../../../shared/rpc/catalogue.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { count, moment } from '../../ui/format.ts';
import { Table, type TableColumn } from '../../ui/table.tsx';

type Field = DocumentedSchema['fields'][number];

/** The registered form of every event and every source's records, with what changed since data came in under it. */
export function SchemasPane({ docs }: { docs: DataDocs }) {
  const [open, setOpen] = useState<DocumentedSchema | null>(null);
  return (
    <div className="docs-pane">
      <Table
        label="Schemas"
        columns={COLUMNS}
        rows={docs.schemas}
        rowKey={({ name }) => name}
        rowText={({ name }) => name}
        onOpen={setOpen}
      />
      <Dialog title={open?.name ?? ''} isOpen={open !== null} onClose={() => setOpen(null)} width={720}>
        {open !== null && (
          <div className="docs-schema">
            <p>{open.title}</p>
            {open.changes.map(({ at, difference }) => (
              <p key={at} className="muted">
                {moment(at)}: {difference}
              </p>
            ))}
            <Table
              label="Fields"
              columns={FIELDS}
              rows={open.fields}
              rowKey={field => field.name}
              rowText={field => field.name}
            />
          </div>
        )}
      </Dialog>
    </div>
  );
}

const COLUMNS: TableColumn<DocumentedSchema>[] = [
  {
    id: 'name',
    title: 'Schema',
    isRowHeader: true,
    render: ({ name }) => (
      <span className="mono" title={name}>
        {name}
      </span>
    ),
    sortBy: schema => schema.name,
  },
  { id: 'kind', title: 'Of', width: 84, render: schema => schema.kind, sortBy: schema => schema.kind },
  {
    id: 'title',
    title: 'What',
    width: '30%',
    render: ({ title }) => <span title={title}>{title}</span>,
    sortBy: schema => schema.title,
  },
  {
    id: 'fields',
    title: 'Fields',
    width: 76,
    align: 'end',
    render: schema => count(schema.fields.length),
    sortBy: schema => schema.fields.length,
  },
  {
    id: 'since',
    title: 'In use since',
    width: 132,
    render: ({ registeredAt }) => (
      <span className="muted">{registeredAt === null ? 'not in use' : moment(registeredAt)}</span>
    ),
    sortBy: schema => schema.registeredAt,
  },
  {
    id: 'changes',
    title: 'Changes',
    width: 84,
    align: 'end',
    render: schema => count(schema.changes.length),
    sortBy: schema => schema.changes.length,
  },
];

const FIELDS: TableColumn<Field>[] = [
  { id: 'name', title: 'Field', isRowHeader: true, render: field => <span className="mono">{field.name}</span> },
  { id: 'type', title: 'Type', width: 148, render: field => field.type },
  { id: 'required', title: 'Must be there', width: 108, render: field => (field.required ? 'yes' : '') },
  {
    id: 'what',
    title: 'What it is',
    width: '36%',
    render: ({ description }) => <span title={description}>{description}</span>,
  },
];
