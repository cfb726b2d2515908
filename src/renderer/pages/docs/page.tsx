import type { DataDocs } from '../../../shared/rpc/catalogue.ts';
import { rpc } from '../../rpc/client.ts';
import { download } from '../../grid/export-result.ts';
import { useAction } from '../../state/action.ts';
import { docsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href, navigate, useLocation } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/panel.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ChecksPane } from './checks-pane.tsx';
import { RelationsPane } from './relations-pane.tsx';
import { SchemasPane } from './schemas-pane.tsx';
import { SourcesPane } from './sources-pane.tsx';
import './docs.css';

const TABS = ['checks', 'relations', 'sources', 'schemas'] as const;
type TabId = (typeof TABS)[number];

/** `#/docs`, `#/docs/relations`, `#/docs/sources`, `#/docs/schemas`: what there is, from where, and how far it can be trusted. */
export default function DataDocsPage() {
  const answer = useQuery(docsQuery);
  const exporting = useAction(async () => {
    const { html } = await rpc.catalogue.docsHtml();
    const url = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
    download(url, 'data-docs.html');
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }, 'The page was not exported');
  return (
    <Page
      title="Data docs"
      subtitle={answer.kind === 'ready' ? `snapshot ${answer.value.snapshotId}` : undefined}
      actions={
        <Button icon="download" onPress={() => exporting.run()}>
          Export as HTML
        </Button>
      }
    >
      <Answered answer={answer}>{docs => <Panes docs={docs} />}</Answered>
    </Page>
  );
}

function Panes({ docs }: { docs: DataDocs }) {
  const { path } = useLocation();
  const wrong = docs.checks.filter(({ passed }) => passed === false);
  const hasError = wrong.some(({ severity }) => severity === 'error');
  return (
    <Tabs<TabId>
      label="Data docs"
      selected={TABS.find(tab => tab === path[1]) ?? 'checks'}
      onSelect={tab => navigate(href('docs', tab))}
      items={[
        {
          id: 'checks',
          title: 'Checks',
          badge:
            wrong.length === 0 ? docs.checks.length : <Badge tone={hasError ? 'error' : 'warn'}>{wrong.length}</Badge>,
          content: <ChecksPane docs={docs} />,
        },
        { id: 'relations', title: 'Relations', badge: docs.relations.length, content: <RelationsPane docs={docs} /> },
        { id: 'sources', title: 'Sources', badge: docs.sources.length, content: <SourcesPane docs={docs} /> },
        { id: 'schemas', title: 'Schemas', badge: docs.schemas.length, content: <SchemasPane docs={docs} /> },
      ]}
    />
  );
}
