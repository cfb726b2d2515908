import type { ReactElement, ReactNode } from 'react';
import { Header } from 'react-aria-components/Header';
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
} from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import { Icon, type IconName } from './icon.tsx';
import { shortcutText } from './kbd.tsx';
import './list.css';

/** A button and the menu that it opens: `<Menu trigger={<IconButton …/>} label="Cell"><MenuItem …/></Menu>`. */
export function Menu({ trigger, label, children }: { trigger: ReactElement; label: string; children: ReactNode }) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className="ui-popover" offset={4}>
        <AriaMenu className="ui-list" aria-label={label}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

export interface MenuItemProps {
  /** What it does, as a verb: "Duplicate". */
  label: string;
  onAction: () => void;
  icon?: IconName;
  shortcut?: string;
  danger?: boolean;
  isDisabled?: boolean;
}

export function MenuItem({ label, onAction, icon, shortcut, danger, isDisabled }: MenuItemProps) {
  return (
    <AriaMenuItem
      className="ui-list-item"
      textValue={label}
      onAction={onAction}
      isDisabled={isDisabled}
      data-danger={danger || undefined}
    >
      {icon !== undefined && <Icon name={icon} size={14} />}
      <span className="truncate">{label}</span>
      {shortcut !== undefined && <span className="ui-list-shortcut">{shortcutText(shortcut)}</span>}
    </AriaMenuItem>
  );
}

export function MenuSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <AriaMenuSection>
      <Header className="ui-list-heading">{title}</Header>
      {children}
    </AriaMenuSection>
  );
}

export const MenuLine = () => <Separator className="ui-list-line" />;
