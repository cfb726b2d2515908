import { href, navigate, useLocation } from '../../state/router.ts';
import { Page } from '../../ui/panel.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ModelsPane } from './models-pane.tsx';
import { EvaluationPane } from './evaluation-pane.tsx';
import { ListPane } from './list-pane.tsx';
import './recommend.css';

const TABS = ['list', 'models', 'evaluation'] as const;
type TabId = (typeof TABS)[number];

/** `#/recommend`, `#/recommend/listener/ID`, `#/recommend/track/ID`, `#/recommend/models`, `#/recommend/evaluation` */
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
          { id: 'models', title: 'Models', content: <ModelsPane /> },
          { id: 'evaluation', title: 'Evaluation', content: <EvaluationPane /> },
        ]}
      />
    </Page>
  );
}

/** Who or what the address asks for: ids are JSON, so that 7 and "7" stay apart. */
function askedIn(path: readonly string[]): { kind: 'listener' | 'track'; id: string | number } | null {
  const kind = path[1];
  if ((kind !== 'listener' && kind !== 'track') || path[2] === undefined) return null;
  try {
    const id: unknown = JSON.parse(path[2]);
    return typeof id === 'number' || typeof id === 'string' ? { kind, id } : null;
  } catch {
    return { kind, id: path[2] };
  }
}
