import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components/Button';
import { Icon, type IconName } from './icon.tsx';
import { Tooltip } from './tooltip.tsx';
import './button.css';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  /** `primary` once on a page at most; `quiet` inside toolbars and rows; `danger` for what can't be taken back. */
  variant?: 'default' | 'primary' | 'quiet' | 'danger';
  size?: 'normal' | 'small';
  icon?: IconName;
  children: ReactNode;
}

export function Button({ variant = 'default', size = 'normal', icon, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className="ui-button" data-variant={variant} data-size={size}>
      {icon !== undefined && <Icon name={icon} size={size === 'small' ? 14 : 16} />}
      <span className="truncate">{children}</span>
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon'> {
  icon: IconName;
  /** What it does: read aloud, and shown as its tooltip. */
  label: string;
  shortcut?: string;
}

export function IconButton({ icon, label, shortcut, variant = 'quiet', size = 'normal', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <AriaButton
        {...rest}
        aria-label={label}
        className="ui-button"
        data-icon-only=""
        data-variant={variant}
        data-size={size}
      >
        <Icon name={icon} size={size === 'small' ? 14 : 16} />
      </AriaButton>
    </Tooltip>
  );
}
