import { Button as AriaButton } from 'react-aria-components/Button';
import { Text } from 'react-aria-components/Text';
import {
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components/Toast';
import { Icon, type IconName } from './icon.tsx';
import type { Tone } from './badge.tsx';
import './toast.css';

export interface ToastMessage {
  title: string;
  detail?: string;
  tone?: Extract<Tone, 'neutral' | 'ok' | 'warn' | 'error'>;
  /** One thing to do about it. */
  action?: { label: string; onPress: () => void };
}

const queue = new ToastQueue<ToastMessage>({ maxVisibleToasts: 4 });

/** Says something for a few seconds; errors and toasts with an action stay until they are dismissed. */
export function toast(message: ToastMessage): void {
  const lasting = message.tone === 'error' || message.action !== undefined;
  queue.add(message, { timeout: lasting ? undefined : 5000 });
}

const ICONS: Record<NonNullable<ToastMessage['tone']>, IconName> = {
  neutral: 'info',
  ok: 'success',
  warn: 'warning',
  error: 'error',
};

/** Where toasts appear; the shell holds the only one. */
export function Toasts() {
  return (
    <ToastRegion queue={queue} className="ui-toasts">
      {({ toast: shown }) => (
        <Toast toast={shown} className="ui-toast" data-tone={shown.content.tone}>
          <Icon name={ICONS[shown.content.tone ?? 'neutral']} />
          <ToastContent className="ui-toast-text">
            <Text slot="title" className="ui-toast-title">
              {shown.content.title}
            </Text>
            {shown.content.detail !== undefined && <Text slot="description">{shown.content.detail}</Text>}
          </ToastContent>
          {shown.content.action !== undefined && (
            <AriaButton
              className="ui-button"
              data-size="small"
              onPress={() => {
                shown.content.action?.onPress();
                queue.close(shown.key);
              }}
            >
              {shown.content.action.label}
            </AriaButton>
          )}
          <AriaButton
            slot="close"
            className="ui-button"
            data-variant="quiet"
            data-icon-only=""
            data-size="small"
            aria-label="Dismiss"
          >
            <Icon name="close" size={14} />
          </AriaButton>
        </Toast>
      )}
    </ToastRegion>
  );
}
