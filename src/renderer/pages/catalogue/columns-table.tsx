import { useEffect, useMemo, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { RelationProfile } from '../../../shared/rpc/cells.ts';
import type { ColumnInfo, RelationDetail } from '../../../shared/rpc/catalogue.ts';
import type { ColumnStatistics } from '../../../shared/rpc/results.ts';
import { profileQuery } from '../../state/queries.ts';
import { useSteadyQuery, type Answer } from '../../state/query.ts';
import { href, useLocation } from '../../state/router.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { count, duration, percent, shortCount } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { ColumnDetail } from './column-detail.tsx';
import { Distribution } from './distribution.tsx';

/** Milliseconds that a profile may take: unasked, and when a person wants the rest. */
const FIRST_LOOK = 1500;
const LONG_LOOK = 30_000;

/** The columns with what is in them. The profile looks at a sample for a limited time, and says so. */
export function ColumnsTable({ relation }: { relation: RelationDetail }) {
  const [milliseconds, setMilliseconds] = useState(FIRST_LOOK);
  const profile = useSteadyQuery(
    useMemo(() => profileQuery(relation.name, milliseconds), [relation.name, milliseconds]),
  );
  const byName = profile.kind === 'ready' ? new Map(profile.value.columns.map(column => [column.name, column])) : null;
  return (
    <div className="cols">
      <ProfileNote
        answer={profile}
        onLookLonger={milliseconds === FIRST_LOOK ? () => setMilliseconds(LONG_LOOK) : null}
      />
      <table className="cols-table">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
            <th scope="col" className="end">
              Nulls
            </th>
            <th scope="col" className="end">
              Distinct
            </th>
            <th scope="col">Distribution</th>
            <th scope="col">Range or most frequent</th>
          </tr>
        </thead>
        <tbody>
          {columnsOf(relation, profile).map(column => (
            <ColumnRow
              key={column.name}
              column={column}
              statistics={byName === null ? 'loading' : (byName.get(column.name) ?? 'missing')}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A view that declares no columns is described by what the profile found. */
function columnsOf(relation: RelationDetail, profile: Answer<RelationProfile>): readonly ColumnInfo[] {
  if (relation.columnList.length > 0 || profile.kind !== 'ready') return relation.columnList;
  return profile.value.columns.map(({ name, kind }) => ({
    name,
    type: kind,
    notNull: false,
    key: false,
    references: null,
    description: null,
  }));
}

function ProfileNote({ answer, onLookLonger }: { answer: Answer<RelationProfile>; onLookLonger: (() => void) | null }) {
  if (answer.kind === 'loading') return <p className="cols-note">Looking at the values…</p>;
  if (answer.kind === 'failed') return <p className="cols-note">No profile: {answer.problem.message}</p>;
  const { rows, sampledRows, sampled, timedOut, milliseconds } = answer.value;
  return (
    <p className="cols-note">
      <span>
        {sampled
          ? `Profile of a sample: ${count(sampledRows)} of ${count(rows)} rows`
          : `Profile of all ${count(rows)} rows`}
        , in {duration(milliseconds / 1000)}.{timedOut && ' The time ran out: more rows can be looked at.'}
      </span>
      {timedOut && onLookLonger !== null && (
        <Button size="small" onPress={onLookLonger}>
          Look longer
        </Button>
      )}
      {answer.refreshing && <span>Looking…</span>}
    </p>
  );
}

type Known = ColumnStatistics | 'loading' | 'missing';

/** One line; with more below it once a person asks, or came here for this column. */
function ColumnRow({ column, statistics }: { column: ColumnInfo; statistics: Known }) {
  const sought = useLocation().query.get('column') === column.name;
  const [isOpen, setOpen] = useState(sought);
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (sought) row.current?.scrollIntoView({ block: 'nearest' });
  }, [sought, statistics]);
  return (
    <>
      <tr ref={row} data-open={isOpen || undefined}>
        <th scope="row">
          <ColumnName column={column} isOpen={isOpen} onToggle={() => setOpen(open => !open)} />
        </th>
        <td className="muted">
          <ColumnType column={column} statistics={statistics} />
          {column.notNull && <span className="faint"> not null</span>}
        </td>
        <Figures statistics={statistics} />
      </tr>
      {isOpen && typeof statistics !== 'string' && (
        <tr className="cols-more">
          <td colSpan={6}>
            <ColumnDetail statistics={statistics} />
          </td>
        </tr>
      )}
    </>
  );
}

function ColumnName({ column, isOpen, onToggle }: { column: ColumnInfo; isOpen: boolean; onToggle: () => void }) {
  return (
    <>
      <span className="cols-name">
        <AriaButton className="cols-toggle" aria-expanded={isOpen} onPress={onToggle}>
          <Icon name={isOpen ? 'chevronDown' : 'chevronRight'} size={12} />
          <span className="mono truncate" title={column.name}>
            {column.name}
          </span>
        </AriaButton>
        {column.key && <Badge tone="accent">key</Badge>}
        {column.references !== null && (
          <a
            className="cols-reference truncate"
            href={href('catalogue', column.references.relation)}
            title={`refers to ${column.references.relation}`}
          >
            <Icon name="arrowRight" size={12} /> {column.references.relation}
          </a>
        )}
      </span>
      {column.description !== null && <span className="cols-description">{column.description}</span>}
    </>
  );
}

/** Of a view SQLite knows no types: then what the values are, as far as they were looked at. */
function ColumnType({ column: { type }, statistics }: { column: ColumnInfo; statistics: Known }) {
  if (type !== '' && type !== 'any') return type;
  if (typeof statistics === 'string' || statistics.kind === 'null') return 'any';
  return <span title="What its values are; none is declared">{statistics.kind}</span>;
}

function Figures({ statistics }: { statistics: Known }) {
  if (statistics === 'missing')
    return (
      <td colSpan={4} className="faint">
        not looked at
      </td>
    );
  if (statistics === 'loading')
    return (
      <>
        <td className="end">
          <Skeleton width={36} style={{ marginLeft: 'auto' }} />
        </td>
        <td className="end">
          <Skeleton width={44} style={{ marginLeft: 'auto' }} />
        </td>
        <td>
          <Skeleton width={132} height={24} />
        </td>
        <td>
          <Skeleton width="70%" />
        </td>
      </>
    );
  return (
    <>
      <td className="end number">{nullShare(statistics)}</td>
      <td className="end number" title={count(statistics.distinct)}>
        {statistics.distinctCapped && '≥ '}
        {shortCount(statistics.distinct)}
      </td>
      <td>
        <Distribution statistics={statistics} />
      </td>
      <td className="cols-range truncate" title={rangeText(statistics)} dir="auto">
        {rangeText(statistics)}
      </td>
    </>
  );
}

function nullShare({ nulls, rows }: ColumnStatistics) {
  if (nulls === 0 || rows === 0) return <span className="faint">0</span>;
  const share = nulls / rows;
  return share < 0.001 ? '<0.1%' : percent(share);
}

function rangeText({ kind, min, max, mean, top, rows }: ColumnStatistics): string {
  if (kind === 'integer' || kind === 'real') {
    if (min === null || max === null) return '–';
    const average = mean === null ? '' : `, mean ${written(mean)}`;
    return `${written(min)} … ${written(max)}${average}`;
  }
  const frequent = top.filter(entry => entry.count > 1).slice(0, 4);
  const telling = (frequent[0]?.count ?? 0) / Math.max(1, rows) > 0.02;
  if (telling)
    return frequent
      .map(({ value, count: times }) => `${value === null ? 'null' : String(value)} ${percent(times / rows, 0)}`)
      .join(' · ');
  return min === null || max === null ? '–' : `${String(min)} … ${String(max)}`;
}

function written(value: string | number | bigint): string {
  if (typeof value !== 'number') return String(value);
  if (Number.isInteger(value)) return Math.abs(value) >= 10_000 ? shortCount(value) : String(value);
  return Math.abs(value) >= 1000 ? shortCount(value) : value.toPrecision(3);
}
