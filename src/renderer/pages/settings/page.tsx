import { useLocation, href, navigate } from '../../state/router.ts';
import { settingsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { Page } from '../../ui/panel.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { AboutPane } from './about-pane.tsx';
import { AppearancePane } from './appearance-pane.tsx';
import { KeysPane } from './keys-pane.tsx';
import { LakehousePane } from './lakehouse-pane.tsx';
import { LimitsPane } from './limits-pane.tsx';
import { PrivacyPane } from './privacy-pane.tsx';
import { SourcesPane } from './sources-pane.tsx';
import './settings.css';

const TABS = ['lakehouse', 'sources', 'appearance', 'limits', 'keys', 'privacy', 'about'] as const;
type TabId = (typeof TABS)[number];

/** `#/settings/TAB`. Every change takes effect at once and is kept. */
export default function SettingsPage() {
  const { path } = useLocation();
  const selected = TABS.find(tab => tab === path[1]) ?? 'lakehouse';
  const answer = useQuery(settingsQuery);
  return (
    <Page title="Settings">
      <Answered answer={answer}>
        {settings => (
          <Tabs<TabId>
            label="Settings"
            selected={selected}
            onSelect={tab => navigate(href('settings', tab))}
            items={[
              { id: 'lakehouse', title: 'Lakehouse', content: <LakehousePane settings={settings} /> },
              { id: 'sources', title: 'Sources', content: <SourcesPane /> },
              { id: 'appearance', title: 'Appearance', content: <AppearancePane settings={settings} /> },
              { id: 'limits', title: 'Limits', content: <LimitsPane settings={settings} /> },
              { id: 'keys', title: 'Keyboard', content: <KeysPane settings={settings} /> },
              { id: 'privacy', title: 'Privacy', content: <PrivacyPane settings={settings} /> },
              { id: 'about', title: 'About', content: <AboutPane /> },
            ]}
          />
        )}
      </Answered>
    </Page>
  );
}
