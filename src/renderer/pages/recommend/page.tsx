import { href, navigate, useLocation } from '../../state/router.ts';
import { Page } from '../../ui/panel.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { EvaluationPane } from './evaluation-pane.tsx';
import { ListPane, type ForWhom } from './list-pane.tsx';
import { ModelsPane } from './models-pane.tsx';
import { NextPane } from './next-pane.tsx';
import './recommend.css';

const TABS = ['list', 'next', 'models', 'evaluation'] as const;
type TabId = (typeof TABS)[number];

/** `#/recommend`, `#/recommend/listener/ID`, `…/track/ID`, `…/next`, `…/next/LISTENER`, `…/models`, `…/evaluation` */
export default function RecommendPage() {
  const { path } = useLocation();
  const selected = TABS.find(tab => tab === path[1]) ?? 'list';
  return (
    <Page title="Recommendations">
      <Tabs<TabId>
        label="Recommendations"
        selected={selected}
        onSelect={tab => navigate(tab === 'list' ? href('recommend') : href('recommend', tab))}
        items={[
          { id: 'list', title: 'For a listener or a track', content: <ListPane asked={askedIn(path)} /> },
          { id: 'next', title: 'Next track', content: <NextPane listener={idIn(path[2])} /> },
          { id: 'models', title: 'Models', content: <ModelsPane /> },
          { id: 'evaluation', title: 'Evaluation', content: <EvaluationPane /> },
        ]}
      />
    </Page>
  );
}

/** Who or what the address asks for. */
function askedIn(path: readonly string[]): ForWhom | null {
  const kind = path[1];
  const id = idIn(path[2]);
  return (kind === 'listener' || kind === 'track') && id !== null ? { kind, id } : null;
}

/** Ids are JSON, so that 7 and "7" stay apart. */
function idIn(text: string | undefined): string | number | null {
  if (text === undefined) return null;
  try {
    const id: unknown = JSON.parse(text);
    return typeof id === 'number' || typeof id === 'string' ? id : null;
  } catch {
    return text;
  }
}
