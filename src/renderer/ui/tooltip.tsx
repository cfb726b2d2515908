import type { ReactElement } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import { Focusable } from 'react-aria-components/Focusable';
import { Kbd } from './kbd.tsx';
import './tooltip.css';

export interface TooltipProps {
  text: string;
  shortcut?: string;
  /** A button or another React Aria control; wrap anything else in `focusable`. */
  children: ReactElement;
}

/** A short hint for a control, on hover and on keyboard focus. */
export function Tooltip({ text, shortcut, children }: TooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={60}>
      {children}
      <AriaTooltip className="ui-tooltip" offset={6}>
        {text}
        {shortcut !== undefined && <Kbd keys={shortcut} />}
      </AriaTooltip>
    </TooltipTrigger>
  );
}

/** The same for plain text: the child can take the focus so that the hint reaches the keyboard too. */
export function Hint({ text, children }: { text: string; children: ReactElement<{ role?: string }, string> }) {
  return (
    <TooltipTrigger delay={400} closeDelay={60}>
      <Focusable>{children}</Focusable>
      <AriaTooltip className="ui-tooltip" offset={6}>
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
