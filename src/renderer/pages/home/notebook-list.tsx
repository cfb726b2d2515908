import { notebooksQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Icon } from '../../ui/icon.tsx';

/** The notebooks that ship with the app, and one's own. */
export function NotebookList() {
  const answer = useQuery(notebooksQuery);
  return (
    <Answered answer={answer}>
      {notebooks =>
        notebooks.length === 0 ? (
          <p className="home-calm">No notebooks yet.</p>
        ) : (
          <ul className="home-list">
            {notebooks.slice(0, 12).map(notebook => (
              <li key={notebook.ref}>
                <a className="home-item" href={href('notebooks', notebook.ref)}>
                  <Icon name={notebook.origin === 'shipped' ? 'chart' : 'notebook'} />
                  <span className="home-item-text">
                    <span className="truncate" dir="auto">
                      {notebook.title}
                    </span>
                    {notebook.description !== '' && (
                      <span className="truncate faint">{withoutMarks(notebook.description)}</span>
                    )}
                  </span>
                  {notebook.draft && <Badge tone="warn">not saved</Badge>}
                </a>
              </li>
            ))}
          </ul>
        )
      }
    </Answered>
  );
}

/** A notebook describes itself in Markdown; here its words are enough. */
const withoutMarks = (markdown: string): string => markdown.replace(/[*_`]+/g, '');
