import type { ReactNode } from 'react';
import { Toolbar as AriaToolbar } from 'react-aria-components/Toolbar';
import './panel.css';

export interface PageProps {
  title: string;
  /** A sentence or figures beside the title. */
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page's frame: one line of title and actions, and the content, which scrolls by itself. */
export function Page({ title, subtitle, actions, children }: PageProps) {
  return (
    <div className="ui-page">
      <header className="ui-page-head">
        <h1 className="ui-page-title">{title}</h1>
        {subtitle !== undefined && <div className="ui-page-subtitle truncate">{subtitle}</div>}
        {actions !== undefined && <div className="ui-page-actions">{actions}</div>}
      </header>
      <div className="ui-page-body">{children}</div>
    </div>
  );
}

/** A titled box inside a page. `flush` lets a table reach its edges. */
export function Panel({
  title,
  actions,
  flush,
  children,
}: {
  title?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  children: ReactNode;
}) {
  return (
    <section className="ui-panel" data-flush={flush || undefined}>
      {(title !== undefined || actions !== undefined) && (
        <header className="ui-panel-head">
          <h2 className="ui-panel-title truncate">{title}</h2>
          {actions !== undefined && <div className="ui-panel-actions">{actions}</div>}
        </header>
      )}
      <div className="ui-panel-body">{children}</div>
    </section>
  );
}

/** A row of controls that the arrow keys walk through. */
export function Toolbar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <AriaToolbar aria-label={label} className="ui-toolbar">
      {children}
    </AriaToolbar>
  );
}

export const ToolbarLine = () => <span className="ui-toolbar-line" role="separator" aria-orientation="vertical" />;
export const ToolbarGap = () => <span className="ui-toolbar-gap" />;

/** Terms and what they are, in two columns. */
export function Facts({ items }: { items: readonly (readonly [term: string, value: ReactNode])[] }) {
  return (
    <dl className="ui-facts">
      {items.map(([term, value]) => (
        <div key={term} className="ui-fact">
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One number with its name, for the head of a page. */
export function Figure({ name, value, note }: { name: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className="ui-figure">
      <div className="ui-figure-name truncate">{name}</div>
      <div className="ui-figure-value number">{value}</div>
      {note !== undefined && <div className="ui-figure-note truncate">{note}</div>}
    </div>
  );
}
