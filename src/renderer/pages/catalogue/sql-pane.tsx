import type { RelationDetail } from '../../../shared/rpc/catalogue.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { invalidate } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Button } from '../../ui/button.tsx';
import { SqlText } from '../../ui/code.tsx';
import { Toolbar, ToolbarGap } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';

/** The relation's own file. It runs as it stands when it is pasted into a cell. */
export function SqlPane({ relation }: { relation: RelationDetail }) {
  const query = useAction(async () => {
    const { ref } = await rpc.notebooks.create({ text: notebookOf(relation) });
    invalidate('notebooks');
    navigate(href('notebooks', ref));
  }, 'No notebook was made');
  const copy = useAction(async () => {
    await navigator.clipboard.writeText(relation.sql);
    toast({ title: 'SQL copied', tone: 'ok' });
  }, 'The SQL was not copied');
  return (
    <div className="sql-pane">
      <Toolbar label="SQL">
        <span className="faint">{relation.layer === 'bronze' ? 'Its declaration' : 'The file that builds it'}</span>
        <ToolbarGap />
        <Button size="small" variant="quiet" icon="copy" onPress={copy.run}>
          Copy
        </Button>
        <Button size="small" icon="notebook" onPress={query.run} isPending={query.pending}>
          Open in a notebook
        </Button>
      </Toolbar>
      <SqlText sql={relation.sql} />
    </div>
  );
}

function notebookOf({ name, layer, sql }: RelationDetail): string {
  const statement = layer === 'bronze' ? `select *\nfrom ${name}\nlimit 100` : sql.trim().replace(/;$/, '');
  return `# ${name}\n\n\`\`\`sql id=c1\n${statement}\n\`\`\`\n`;
}
