import { protocol, type Session } from 'electron';
import type { Handle } from '../handle.ts';

/** The app's own origin in Electron. Standard and secure, so that 'self', workers and isolation behave as over HTTP. */
export const APP_ORIGIN = 'app://tracklake';

/** Before the app is ready: what the scheme may do. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
    },
  ]);
}

/** Answers the scheme with the app's one handler. */
export function serveScheme(session: Session, handle: Handle): void {
  session.protocol.handle('app', request => handle(request));
}
