import { EmptyState } from '../../ui/states.tsx';
import { Page } from '../../ui/panel.tsx';

export default function NotebookPage() {
  return (
    <Page title="Notebooks">
      <EmptyState icon="notebook" title="No notebook is open" />
    </Page>
  );
}
