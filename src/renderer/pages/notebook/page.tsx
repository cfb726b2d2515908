import { useEffect } from 'react';
import { notebooksQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href, navigate, useLocation } from '../../state/router.ts';
import { useStore } from '../../state/store.ts';
import { valueOf } from '../../ui/answer.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { SplitPane } from '../../ui/split-pane.tsx';
import { Library } from './library.tsx';
import { NotebookView } from './notebook-view.tsx';
import { besideTab, closeNotebook, openTabs, restoreTabs } from './open-notebooks.ts';
import './dialogs.css';
import './notebook.css';
import './print.css';

/** The library, or the open notebooks under their tabs; two of them side by side where wanted. */
export default function NotebookPage() {
  const { path } = useLocation();
  const ref = path[1];
  useEffect(() => void restoreTabs(), []);
  return (
    <div className="nb-page">
      <TabStrip current={ref ?? null} />
      {ref === undefined ? <Library /> : <Open notebookRef={ref} />}
    </div>
  );
}

function Open({ notebookRef }: { notebookRef: string }) {
  const beside = useStore(besideTab);
  if (beside === null || beside === notebookRef) {
    return <NotebookView key={notebookRef} notebookRef={notebookRef} onSplit={() => splitWith(notebookRef)} />;
  }
  return (
    <SplitPane
      name="notebooks"
      panes={[
        {
          id: 'left',
          content: <NotebookView key={notebookRef} notebookRef={notebookRef} onSplit={() => besideTab.set(null)} />,
          minSize: 320,
        },
        {
          id: 'right',
          content: <NotebookView key={beside} notebookRef={beside} onSplit={() => besideTab.set(null)} />,
          minSize: 320,
        },
      ]}
    />
  );
}

/** Keeps this notebook at the right and shows the next open one at the left. */
function splitWith(ref: string): void {
  const other = openTabs.get().find(tab => tab !== ref);
  if (other === undefined) {
    navigate(href('notebooks'));
    besideTab.set(ref);
    return;
  }
  besideTab.set(ref);
  navigate(href('notebooks', other));
}

function TabStrip({ current }: { current: string | null }) {
  const tabs = useStore(openTabs);
  const notebooks = valueOf(useQuery(notebooksQuery)) ?? [];
  if (tabs.length === 0) return null;
  const titleOf = (ref: string): string => {
    const known = notebooks.find(notebook => notebook.ref === ref)?.title;
    return known === undefined || known === ''
      ? ref.startsWith('untitled:')
        ? 'Untitled notebook'
        : ref.replace(/^\w+:/, '')
      : known;
  };
  const close = (ref: string) => {
    const at = tabs.indexOf(ref);
    const next = tabs[at + 1] ?? tabs[at - 1];
    void closeNotebook(ref);
    if (ref === current) navigate(next === undefined ? href('notebooks') : href('notebooks', next));
  };
  return (
    <nav className="nb-tabs" aria-label="Open notebooks">
      <a className="nb-tab" href={href('notebooks')} aria-current={current === null ? 'page' : undefined}>
        <Icon name="notebook" size={14} label="All notebooks" />
      </a>
      {tabs.map(ref => (
        <span key={ref} className="nb-tab" data-current={ref === current || undefined}>
          <a className="truncate" href={href('notebooks', ref)} aria-current={ref === current ? 'page' : undefined}>
            {titleOf(ref)}
          </a>
          <IconButton icon="close" label={`Close ${titleOf(ref)}`} size="small" onPress={() => close(ref)} />
        </span>
      ))}
    </nav>
  );
}
