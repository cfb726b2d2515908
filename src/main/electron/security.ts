import { app, session, shell, type Session, type WebContents } from 'electron';
import { APP_ORIGIN } from './scheme.ts';

/** Nothing of ours asks for a permission, opens a window, or goes anywhere: whatever tries is refused. */
export function harden(): void {
  denyPermissions(session.defaultSession);
  app.on('web-contents-created', (_event, contents) => lockDown(contents));
}

function denyPermissions(own: Session): void {
  own.setPermissionRequestHandler((_contents, permission, decide) => decide(ALLOWED.has(permission)));
  own.setPermissionCheckHandler((_contents, permission) => ALLOWED.has(permission));
  own.setDevicePermissionHandler(() => false);
}

/** Copying from the grid writes to the clipboard after a key or a click; nothing reads it. */
const ALLOWED = new Set(['clipboard-sanitized-write']);

function lockDown(contents: WebContents): void {
  const stay = (event: { preventDefault(): void }, url: string): void => {
    if (!url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', event => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (/^https:\/\//i.test(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}
