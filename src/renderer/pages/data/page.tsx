import { loadsQuery } from '../../state/queries.ts';
import { useLakeStatus } from '../../state/lake.ts';
import { useQuery } from '../../state/query.ts';
import { href, navigate, useLocation } from '../../state/router.ts';
import { valueOf } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { count } from '../../ui/format.ts';
import { Page } from '../../ui/panel.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ImportPane } from './import-pane.tsx';
import { LoadsPane } from './loads-pane.tsx';
import { QuarantinePane } from './quarantine-pane.tsx';
import { SnapshotsPane } from './snapshots-pane.tsx';
import './data.css';

const TABS = ['loads', 'import', 'quarantine', 'snapshots'] as const;
type TabId = (typeof TABS)[number];

/** `#/data`, `#/data/import`, `#/data/quarantine`, `#/data/snapshots` */
export default function DataPage() {
  const { path } = useLocation();
  const status = useLakeStatus();
  const loads = valueOf(useQuery(loadsQuery));
  const selected = TABS.find(tab => tab === path[1]) ?? 'loads';
  return (
    <Page
      title="Data"
      actions={
        selected !== 'import' && (
          <Button variant="primary" icon="upload" onPress={() => navigate(href('data', 'import'))}>
            Import files
          </Button>
        )
      }
    >
      <Tabs<TabId>
        label="Data"
        selected={selected}
        onSelect={tab => navigate(href('data', tab))}
        items={[
          {
            id: 'loads',
            title: 'Loads',
            badge: loads === null ? undefined : count(loads.length),
            content: <LoadsPane />,
          },
          { id: 'import', title: 'Import', content: <ImportPane /> },
          {
            id: 'quarantine',
            title: 'Quarantine',
            badge: status === null ? undefined : count(status.quarantined),
            content: <QuarantinePane />,
          },
          { id: 'snapshots', title: 'Snapshots', content: <SnapshotsPane /> },
        ]}
      />
    </Page>
  );
}
