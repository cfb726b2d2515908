import { Suspense, useMemo } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { ROUTES } from '../routes.tsx';
import { useCommands } from '../state/commands.ts';
import { useConnection } from '../state/lake.ts';
import { useLocation } from '../state/router.ts';
import { Page } from '../ui/panel.tsx';
import { SkeletonRows } from '../ui/states.tsx';
import { Toasts } from '../ui/toast.tsx';
import { shellCommands } from './commands.ts';
import { DropFiles } from './drop-files.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Locked } from './locked.tsx';
import { Palette } from './palette.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { Sidebar } from './sidebar.tsx';
import { StatusBar } from './status-bar.tsx';
import './app.css';

/** The frame around every page. */
export function App() {
  const connection = useConnection();
  useCommands(useMemo(() => shellCommands(), []));
  return (
    <I18nProvider locale="en-GB">
      {connection.kind === 'unauthorised' ? <Locked /> : <Frame />}
      <Toasts />
    </I18nProvider>
  );
}

function Frame() {
  const { path } = useLocation();
  const route = ROUTES.find(candidate => candidate.id === path[0]) ?? ROUTES[0];
  return (
    <div className="app">
      <a className="app-skip" href="#main" onClick={focusMain}>
        Skip to the page
      </a>
      <Sidebar current={route?.id ?? ''} />
      <main className="app-main" id="main" tabIndex={-1}>
        <ErrorBoundary key={path.join('/')}>
          <Suspense fallback={<PageToCome title={route?.title ?? ''} />}>{route && <route.Page />}</Suspense>
        </ErrorBoundary>
      </main>
      <StatusBar />
      <Palette />
      <ShortcutSheet />
      <DropFiles />
    </div>
  );
}

function PageToCome({ title }: { title: string }) {
  return (
    <Page title={title}>
      <SkeletonRows rows={8} />
    </Page>
  );
}

function focusMain(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
