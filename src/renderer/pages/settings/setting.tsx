import type { ReactNode } from 'react';

/** One setting: what it is on the left, its control on the right. */
export function Setting({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  return (
    <div className="setting">
      <div className="setting-text">
        <h2>{title}</h2>
        {text !== undefined && <p className="faint">{text}</p>}
      </div>
      <div className="setting-control">{children}</div>
    </div>
  );
}
