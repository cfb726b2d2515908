import type { RelationSummary } from '../../../shared/rpc/catalogue.ts';
import { relationsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { useLocation } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { plural } from '../../ui/format.ts';
import { Page } from '../../ui/panel.tsx';
import { SplitPane } from '../../ui/split-pane.tsx';
import { AllRelations } from './all-relations.tsx';
import { RelationList } from './relation-list.tsx';
import { RelationView } from './relation-view.tsx';
import './catalogue.css';

/** `#/catalogue` and `#/catalogue/RELATION?tab=…` */
export default function CataloguePage() {
  const { path } = useLocation();
  const answer = useQuery(relationsQuery);
  return (
    <Page title="Catalogue" subtitle={answer.kind === 'ready' ? plural(answer.value.length, 'relation') : undefined}>
      <Answered answer={answer}>{relations => <Panes relations={relations} selected={path[1] ?? null} />}</Answered>
    </Page>
  );
}

function Panes({ relations, selected }: { relations: readonly RelationSummary[]; selected: string | null }) {
  return (
    <SplitPane
      name="catalogue"
      panes={[
        {
          id: 'list',
          defaultSize: 248,
          minSize: 180,
          maxSize: '50%',
          content: <RelationList relations={relations} selected={selected} />,
        },
        {
          id: 'detail',
          minSize: 320,
          content:
            selected === null ? (
              <AllRelations relations={relations} />
            ) : (
              <RelationView key={selected} name={selected} />
            ),
        },
      ]}
    />
  );
}
