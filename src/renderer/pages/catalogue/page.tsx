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
  const relations = useQuery(relationsQuery);
  const selected = path[1] ?? null;
  return (
    <Page
      title="Catalogue"
      subtitle={relations.kind === 'ready' ? plural(relations.value.length, 'relation') : undefined}
    >
      <SplitPane
        name="catalogue"
        panes={[
          {
            id: 'list',
            defaultSize: 264,
            minSize: 180,
            maxSize: '50%',
            content: (
              <Answered answer={relations}>{list => <RelationList relations={list} selected={selected} />}</Answered>
            ),
          },
          {
            id: 'detail',
            minSize: 320,
            content:
              selected === null ? (
                <Answered answer={relations}>{list => <AllRelations relations={list} />}</Answered>
              ) : (
                <RelationView key={selected} name={selected} />
              ),
          },
        ]}
      />
    </Page>
  );
}
