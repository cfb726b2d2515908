import type { LakeStatus } from '../../../shared/rpc/lake.ts';
import { failedChecksQuery, modelsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href } from '../../state/router.ts';
import { valueOf } from '../../ui/answer.tsx';
import { count, plural } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';

interface Item {
  key: string;
  tone: 'error' | 'warn' | 'info';
  text: string;
  detail?: string;
  to: string;
}

/** What a person would want to look at first: failed checks, stale relations, quarantine, a model from old data. */
export function Attention({ status }: { status: LakeStatus }) {
  const checks = valueOf(useQuery(failedChecksQuery)) ?? [];
  const models = valueOf(useQuery(modelsQuery)) ?? [];
  const items: Item[] = checks.slice(0, 6).map(check => ({
    key: `${check.relation}:${check.kind}:${check.expression}`,
    tone: check.severity === 'error' ? 'error' : 'warn',
    text: `${check.expression}`,
    detail: `${check.relation}: ${count(check.rowsFailed)} of ${plural(check.rowsChecked, 'row')}`,
    to: href('catalogue', check.relation, { tab: 'checks' }),
  }));
  if (status.stale.length > 0)
    items.push({
      key: 'stale',
      tone: 'warn',
      text: plural(status.stale.length, 'stale relation'),
      detail: status.stale.slice(0, 3).join(', '),
      to: href('catalogue', { stale: '1' }),
    });
  for (const model of models.filter(({ state, stale }) => state === 'served' && stale))
    items.push({
      key: model.modelId,
      tone: 'warn',
      text: `${model.title} is served from snapshot ${model.snapshotId}`,
      detail: 'newer data is there',
      to: href('recommend', 'models'),
    });
  if (status.quarantined > 0)
    items.push({
      key: 'quarantine',
      tone: 'info',
      text: `${plural(status.quarantined, 'row')} in quarantine`,
      detail: 'rejected while loading, with reasons',
      to: href('data', 'quarantine'),
    });
  if (items.length === 0)
    return (
      <p className="home-calm">
        {status.checks.passed === 0
          ? 'Nothing was checked yet.'
          : 'Nothing. Every check passed and everything is current.'}
      </p>
    );
  return (
    <ul className="home-list">
      {items.map(item => (
        <li key={item.key}>
          <a className="home-item" href={item.to}>
            <Icon
              name={item.tone === 'error' ? 'error' : item.tone === 'warn' ? 'warning' : 'info'}
              label={item.tone}
            />
            <span className="home-item-text" data-tone={item.tone}>
              <span className="truncate">{item.text}</span>
              <span className="truncate faint">{item.detail}</span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
