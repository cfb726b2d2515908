import { useRef } from 'react';
import { printNotebook } from '../../../shared/domain/notebook-format.ts';
import { fromIpynb } from '../../../shared/domain/notebook-ipynb.ts';
import type { NotebookSummary } from '../../../shared/rpc/notebooks.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { notebooksQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { moment, plural } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Page } from '../../ui/panel.tsx';

const EMPTY_NOTEBOOK = '# \n\n```sql id=first\n```\n';

/** All notebooks: those that ship with the app, one's own, and what was never saved. */
export function Library() {
  const answer = useQuery(notebooksQuery);
  const file = useRef<HTMLInputElement>(null);
  const create = useAction(async () => {
    const { ref } = await rpc.notebooks.create({ text: EMPTY_NOTEBOOK });
    invalidate('notebooks');
    navigate(href('notebooks', ref));
  }, 'No notebook was made');
  const bring = useAction(async (chosen: File) => {
    const text = await chosen.text();
    const markdown = chosen.name.endsWith('.ipynb') ? printNotebook(fromIpynb(text)) : text;
    const { ref } = await rpc.notebooks.create({ text: markdown });
    invalidate('notebooks');
    navigate(href('notebooks', ref));
  }, 'The file was not read');
  return (
    <Page
      title="Notebooks"
      actions={
        <>
          <input
            ref={file}
            type="file"
            accept=".md,.ipynb"
            hidden
            onChange={event => {
              const [chosen] = event.target.files ?? [];
              if (chosen !== undefined) bring.run(chosen);
              event.target.value = '';
            }}
          />
          <Button icon="upload" isPending={bring.pending} onPress={() => file.current?.click()}>
            Import
          </Button>
          <Button variant="primary" icon="plus" isPending={create.pending} onPress={() => create.run()}>
            New notebook
          </Button>
        </>
      }
    >
      <Answered answer={answer}>
        {notebooks => (
          <div className="nb-library">
            <Group title="Not saved yet" notebooks={notebooks.filter(each => each.origin === 'untitled')} />
            <Group
              title="Yours"
              notebooks={notebooks.filter(each => each.origin === 'user' || each.origin === 'file')}
            />
            <Group title="With Tracklake" notebooks={notebooks.filter(each => each.origin === 'shipped')} />
          </div>
        )}
      </Answered>
    </Page>
  );
}

function Group({ title, notebooks }: { title: string; notebooks: readonly NotebookSummary[] }) {
  if (notebooks.length === 0) return null;
  return (
    <section className="nb-library-group">
      <h2>{title}</h2>
      <ul>
        {notebooks.map(notebook => (
          <li key={notebook.ref} className="nb-card">
            <a className="nb-card-link" href={href('notebooks', notebook.ref)}>
              <span className="nb-card-title">
                <Icon name={notebook.origin === 'shipped' ? 'chart' : 'notebook'} />
                <span className="truncate">{notebook.title === '' ? 'Untitled notebook' : notebook.title}</span>
                {notebook.draft && notebook.origin !== 'untitled' && <Badge tone="warn">not saved</Badge>}
              </span>
              <span className="nb-card-text">{notebook.description}</span>
              <span className="nb-card-foot faint number">
                {plural(notebook.cells, 'cell')}
                {notebook.origin !== 'shipped' && ` · ${moment(notebook.modifiedAt)}`}
              </span>
            </a>
            <CardMenu notebook={notebook} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function CardMenu({ notebook }: { notebook: NotebookSummary }) {
  const duplicate = useAction(async () => {
    const { ref } = await rpc.notebooks.duplicate({ ref: notebook.ref });
    invalidate('notebooks');
    navigate(href('notebooks', ref));
  }, 'No copy was made');
  const remove = useAction(async () => {
    await rpc.notebooks.remove({ ref: notebook.ref });
    invalidate('notebooks');
  }, 'The notebook was not removed');
  return (
    <Menu
      label={`Notebook ${notebook.title}`}
      trigger={<IconButton icon="more" label={`More for ${notebook.title}`} size="small" />}
    >
      <MenuItem label="Duplicate" icon="copy" onAction={() => duplicate.run()} />
      <MenuItem
        label="Delete"
        icon="trash"
        danger
        isDisabled={notebook.origin === 'shipped'}
        onAction={() => remove.run()}
      />
    </Menu>
  );
}
