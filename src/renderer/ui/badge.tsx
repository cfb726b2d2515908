import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import './badge.css';

export type Tone = 'neutral' | 'accent' | 'ok' | 'warn' | 'error' | 'info' | 'bronze' | 'silver' | 'gold';

/** A small label with a state. The state is always in its words too, never in the colour alone. */
export function Badge({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span className="ui-badge" data-tone={tone}>
      {icon !== undefined && <Icon name={icon} size={12} />}
      {children}
    </span>
  );
}

/** A dot for dense rows; `label` says what it means. */
export function StatusDot({ tone, label, pulsing }: { tone: Tone; label: string; pulsing?: boolean }) {
  return <span className="ui-dot" data-tone={tone} data-pulsing={pulsing || undefined} role="img" aria-label={label} />;
}
