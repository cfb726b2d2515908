import type { ImportPreview } from '../../../shared/rpc/imports.ts';
import { Badge } from '../../ui/badge.tsx';
import { bytes, count, percent, plural } from '../../ui/format.ts';
import { Select } from '../../ui/select.tsx';
import { Notice } from '../../ui/states.tsx';

/** Fields of the source by the bronze column that they go to. */
export type Mapping = Record<string, string>;

interface Props {
  preview: ImportPreview;
  onChange: (change: { source?: string; mapping?: Mapping }) => void;
}

/** One file: the detected format, its first rows with their mapping, and what would be rejected. */
export function FilePreview({ preview, onChange }: Props) {
  const name = preview.path.split(/[\\/]/).pop() ?? preview.path;
  return (
    <section className="file" aria-label={name}>
      <header className="file-head">
        <h3 className="truncate" title={preview.path}>
          {name}
        </h3>
        <span className="faint number">{bytes(preview.bytes)}</span>
        <Recognised preview={preview} />
        {preview.candidates.length > 1 && (
          <Select
            label="Format"
            labelHidden
            size="small"
            value={preview.source}
            options={preview.candidates.map(({ source, title, confidence }) => ({
              value: source,
              label: title,
              detail: `${percent(confidence, 0)} sure`,
            }))}
            onChange={source => onChange({ source })}
          />
        )}
      </header>
      {preview.alreadyLoaded !== null && (
        <Notice>
          The same bytes are already there as load {preview.alreadyLoaded}. Loading them again would change nothing, so
          it is left out.
        </Notice>
      )}
      {preview.warnings.map(warning => (
        <Notice key={warning} tone="warn">
          {warning}
        </Notice>
      ))}
      {preview.columns.length > 0 && <FirstRows preview={preview} onChange={onChange} />}
      <Rejected preview={preview} />
    </section>
  );
}

function Recognised({ preview }: { preview: ImportPreview }) {
  if (preview.source === null) return <Badge tone="error">not recognised</Badge>;
  const title = preview.candidates.find(candidate => candidate.source === preview.source)?.title ?? preview.source;
  return (
    <span className="file-found">
      <Badge tone="ok">{title}</Badge>
      {preview.relation !== null && (
        <span className="faint">
          → <code>{preview.relation}</code>
        </span>
      )}
    </span>
  );
}

function FirstRows({ preview, onChange }: Props) {
  const mapping = currentMapping(preview);
  const change = (field: string, column: string) => {
    const rest = Object.entries(mapping).filter(([, from]) => from !== field);
    onChange({
      source: preview.source ?? undefined,
      mapping: Object.fromEntries(column === NOT_TAKEN ? rest : [...rest, [column, field]]),
    });
  };
  return (
    <div className="file-rows" tabIndex={0} role="region" aria-label="First rows and where their fields go">
      <table className="file-table">
        <thead>
          <tr>
            {preview.columns.map(column => (
              <th key={column.field} scope="col">
                <span className="file-field truncate" title={column.field}>
                  {column.field}
                </span>
                <span className="faint">{column.type}</span>
                {preview.targets.length > 0 && (
                  <Select
                    label={`Where ${column.field} goes`}
                    labelHidden
                    size="small"
                    value={column.column ?? NOT_TAKEN}
                    options={targetOptions(preview)}
                    onChange={target => change(column.field, target)}
                  />
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.slice(0, 8).map((row, index) => (
            <tr key={index}>
              {row.map((value, at) => (
                <td key={at} className="truncate" title={value ?? undefined}>
                  {value ?? <span className="faint">null</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const NOT_TAKEN = '';

const targetOptions = ({ targets }: ImportPreview) => [
  { value: NOT_TAKEN, label: 'not taken' },
  ...targets.map(target => ({
    value: target.name,
    label: target.name,
    detail: target.required ? `${target.type}, needed` : target.type,
  })),
];

function currentMapping({ columns }: ImportPreview): Mapping {
  return Object.fromEntries(columns.flatMap(({ column, field }) => (column === null ? [] : [[column, field]])));
}

function Rejected({ preview: { quarantine, sampledRows } }: { preview: ImportPreview }) {
  if (sampledRows === 0) return null;
  if (quarantine.length === 0)
    return <p className="file-note">None of the first {plural(sampledRows, 'row')} would be rejected.</p>;
  return (
    <details className="file-rejected">
      <summary>
        {count(quarantine.length)} of the first {plural(sampledRows, 'row')} would go to quarantine
      </summary>
      <ul>
        {quarantine.slice(0, 20).map(row => (
          <li key={`${row.line}:${row.column ?? ''}`}>
            <span className="number faint">line {row.line}</span> <span>{row.reason}</span>
            {row.column !== null && <code> {row.column}</code>}
            <code className="truncate faint" title={row.raw}>
              {row.raw}
            </code>
          </li>
        ))}
      </ul>
    </details>
  );
}
