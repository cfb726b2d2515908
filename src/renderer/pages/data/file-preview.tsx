import type { ImportPreview } from '../../../shared/rpc/imports.ts';
import { relationsQuery, sourcesQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { valueOf } from '../../ui/answer.tsx';
import { Badge } from '../../ui/badge.tsx';
import { bytes, percent, plural, sentence } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Select } from '../../ui/select.tsx';
import { Notice } from '../../ui/states.tsx';
import type { Choice } from './choice.ts';

interface Props {
  preview: ImportPreview;
  choice: Choice;
  onChange: (changed: Choice) => void;
}

/** One file: the detected format, its first rows with their mapping, and what would be rejected. */
export function FilePreview({ preview, choice, onChange }: Props) {
  const name = preview.path.split(/[\\/]/).pop() ?? preview.path;
  return (
    <section className="file" aria-label={name}>
      <header className="file-head">
        <h3 className="truncate" title={preview.path} dir="auto">
          {name}
        </h3>
        <span className="faint number">{bytes(preview.bytes)}</span>
        <Recognised preview={preview} />
        <span className="file-choices">
          <FormatChoice preview={preview} choice={choice} onChange={onChange} />
          {MAPPED.has(choice.source ?? preview.source ?? '') && (
            <RelationChoice preview={preview} choice={choice} onChange={onChange} />
          )}
        </span>
      </header>
      {preview.alreadyLoaded !== null && (
        <Notice>
          The same bytes are already there as load {preview.alreadyLoaded}. Loading them again would change nothing, so
          it is left out.
        </Notice>
      )}
      <Warnings preview={preview} />
      {preview.columns.length > 0 && <Fields preview={preview} choice={choice} onChange={onChange} />}
      <FirstRows preview={preview} />
      <Rejected preview={preview} />
    </section>
  );
}

function Warnings({ preview }: { preview: ImportPreview }) {
  if (preview.bytes === 0) return <Notice tone="warn">The file is empty: there is nothing to load.</Notice>;
  return preview.warnings.map(warning => (
    <Notice key={warning} tone="warn">
      {sentence(warning)}
    </Notice>
  ));
}

function Recognised({ preview }: { preview: ImportPreview }) {
  if (preview.source === null)
    return preview.columns.length > 0 ? (
      <Badge tone="warn">map its fields</Badge>
    ) : (
      <Badge tone="error">not recognised</Badge>
    );
  const title = preview.candidates.find(candidate => candidate.source === preview.source)?.title ?? preview.source;
  return (
    <span className="file-found">
      <Badge tone="ok">{title}</Badge>
      {preview.relation !== null && (
        <span className="file-goes faint">
          <Icon name="arrowRight" size={12} label="goes to" /> <code>{preview.relation}</code>
        </span>
      )}
    </span>
  );
}

/** Formats whose fields have names of their own and are mapped by a person. */
const MAPPED = new Set(['csv', 'json-lines', 'parquet', 'arrow', 'sqlite']);

/** The formats that the file looks like, then all others. */
function FormatChoice({ preview, choice, onChange }: Props) {
  const sources = valueOf(useQuery(sourcesQuery)) ?? [];
  const likely = preview.candidates.map(({ source, title, confidence }) => ({
    value: source,
    label: title,
    detail: `${percent(confidence, 0)} sure`,
  }));
  const others = sources
    .filter(({ source }) => !likely.some(({ value }) => value === source))
    .map(({ source, title }) => ({ value: source, label: title }));
  return (
    <Select
      label="Format"
      labelHidden
      size="small"
      placeholder="Choose the format…"
      value={choice.source ?? preview.source}
      options={[...likely, ...others]}
      onChange={source => onChange({ source, mapping: undefined })}
    />
  );
}

function RelationChoice({ preview, choice, onChange }: Props) {
  const relations = valueOf(useQuery(relationsQuery)) ?? [];
  return (
    <Select
      label="Goes to"
      labelHidden
      size="small"
      placeholder="Goes to…"
      value={choice.relation ?? preview.relation}
      options={relations
        .filter(({ layer }) => layer === 'bronze')
        .map(({ name, grain }) => ({ value: name, label: name.replace(/^bronze_/, ''), detail: grain }))}
      onChange={relation => onChange({ source: choice.source ?? preview.source ?? undefined, relation, mapping: {} })}
    />
  );
}

/** What the source's fields are called, what is in them, and the bronze column that each goes to. */
function Fields({ preview, choice, onChange }: Props) {
  const change = (field: string, column: string) => {
    const rest = Object.entries(choice.mapping ?? currentMapping(preview)).filter(
      ([to, from]) => from !== field && to !== column,
    );
    onChange({
      source: choice.source ?? preview.source ?? undefined,
      relation: choice.relation ?? preview.relation ?? undefined,
      mapping: Object.fromEntries(column === NOT_TAKEN ? rest : [...rest, [column, field]]),
    });
  };
  return (
    <ul className="file-fields" aria-label="Fields and where they go">
      {preview.columns.map(column => (
        <li key={column.field} className="file-field">
          <span className="file-field-name truncate" title={column.field}>
            {column.field}
          </span>
          <span className="faint truncate" title={column.examples.join(', ')}>
            {[column.type, ...examplesOf(column)].filter(Boolean).join(' · ')}
          </span>
          {preview.targets.length > 0 ? (
            <Select
              label={`Where ${column.field} goes`}
              labelHidden
              size="small"
              value={column.column ?? NOT_TAKEN}
              options={targetOptions(preview)}
              onChange={target => change(column.field, target)}
            />
          ) : (
            <span className="muted truncate">
              <Icon name="arrowRight" size={12} label="goes to" /> {column.column ?? 'not taken'}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Two that differ and say something. */
const examplesOf = ({ examples }: ImportPreview['columns'][number]): string[] =>
  [...new Set(examples.filter(example => example.trim() !== ''))].slice(0, 2);

/** The first rows as bronze would hold them. */
function FirstRows({ preview: { rows, rowColumns } }: { preview: ImportPreview }) {
  if (rows.length === 0) return null;
  return (
    <div className="file-rows" tabIndex={0} role="region" aria-label="First rows">
      <table className="file-table">
        <thead>
          <tr>
            {rowColumns.map(column => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, 8).map((row, index) => (
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

function currentMapping({ columns }: ImportPreview): Record<string, string> {
  return Object.fromEntries(columns.flatMap(({ column, field }) => (column === null ? [] : [[column, field]])));
}

function Rejected({ preview: { quarantine, sampledRows } }: { preview: ImportPreview }) {
  if (sampledRows === 0) return null;
  if (quarantine.length === 0)
    return <p className="file-note">None of the first {plural(sampledRows, 'row')} would be rejected.</p>;
  return (
    <details className="file-rejected">
      <summary>Which rows, and why</summary>
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
