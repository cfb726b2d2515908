import type { CSSProperties, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import './states.css';

/** Nothing to show, and what to do about it. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
}: {
  icon?: IconName;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="ui-state">
      {icon !== undefined && <Icon name={icon} size={24} />}
      <h2 className="ui-state-title">{title}</h2>
      {children !== undefined && <div className="ui-state-text">{children}</div>}
      {actions !== undefined && <div className="ui-state-actions">{actions}</div>}
    </div>
  );
}

/** What went wrong, in words, with the next step; `detail` is the exact message, such as SQLite's. */
export function ErrorState({
  title,
  detail,
  hint,
  actions,
}: {
  title: string;
  detail?: string;
  hint?: string;
  actions?: ReactNode;
}) {
  return (
    <div className="ui-state" data-tone="error" role="alert">
      <Icon name="warning" size={24} />
      <h2 className="ui-state-title">{title}</h2>
      {detail !== undefined && (
        <pre className="ui-state-detail" tabIndex={0}>
          {detail}
        </pre>
      )}
      {hint !== undefined && <p className="ui-state-text">{hint}</p>}
      {actions !== undefined && <div className="ui-state-actions">{actions}</div>}
    </div>
  );
}

/** A line of news inside a page: what happened, and perhaps one thing to do. */
export function Notice({
  tone = 'info',
  children,
  actions,
}: {
  tone?: 'info' | 'ok' | 'warn' | 'error';
  children: ReactNode;
  actions?: ReactNode;
}) {
  const icons = { info: 'info', ok: 'success', warn: 'warning', error: 'error' } as const;
  return (
    <div className="ui-notice" data-tone={tone} role={tone === 'error' ? 'alert' : 'status'}>
      <Icon name={icons[tone]} />
      <div className="ui-notice-text">{children}</div>
      {actions}
    </div>
  );
}

/** The place of something that comes within a second. Give it the size of what comes, so that nothing moves. */
export function Skeleton({
  width = '100%',
  height = 12,
  style,
}: {
  width?: number | string;
  height?: number | string;
  style?: CSSProperties;
}) {
  return <span className="ui-skeleton" style={{ width, height, ...style }} aria-hidden />;
}

/** Several lines of a list or table to come. */
export function SkeletonRows({ rows = 6, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div className="ui-skeleton-rows" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} width={`${88 - ((row * 29) % 46)}%`} />
      ))}
    </div>
  );
}
