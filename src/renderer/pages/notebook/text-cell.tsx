import { useEffect, useRef } from 'react';
import Markdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import type { TextCell } from '../../../shared/domain/notebook.ts';
import { rpc } from '../../rpc/client.ts';
import { useSession } from './context.ts';
import { selectNext } from './sql-cell.tsx';

/** Markdown. HTML in it is shown as text, and pictures from elsewhere are not loaded. */
export function TextCellView({ cell, editing }: { cell: TextCell; editing: boolean }) {
  const session = useSession();
  if (editing) return <TextEditor cell={cell} />;
  const edit = () =>
    session.origin === 'own' && !session.reading.get() && session.focus.set({ cellId: cell.id, mode: 'edit' });
  return (
    <div className="nb-text" onDoubleClick={edit}>
      {cell.source.trim() === '' ? (
        <p className="faint">Empty text: press Enter to write</p>
      ) : (
        <MarkdownText text={cell.source} />
      )}
    </div>
  );
}

export function MarkdownText({ text }: { text: string }) {
  return (
    <Markdown
      remarkPlugins={[remarkGfm]}
      components={{
        a: ({ href, children }) => <TextLink to={href ?? ''}>{children}</TextLink>,
        img: ({ alt }) => <span className="faint">[{alt === '' ? 'picture' : alt}]</span>,
      }}
    >
      {text}
    </Markdown>
  );
}

/** Links inside the app are followed; others open outside, and only secure ones. */
function TextLink({ to, children }: { to: string; children?: React.ReactNode }) {
  if (to.startsWith('#/')) return <a href={to}>{children}</a>;
  if (!to.startsWith('https://')) return <span>{children}</span>;
  return (
    <a
      href={to}
      target="_blank"
      rel="noreferrer noopener"
      onClick={event => {
        event.preventDefault();
        rpc.host.openExternal({ url: to }).catch(() => window.open(to, '_blank', 'noopener,noreferrer'));
      }}
    >
      {children}
    </a>
  );
}

function TextEditor({ cell }: { cell: TextCell }) {
  const session = useSession();
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  const leave = () => session.focus.set({ cellId: cell.id, mode: 'command' });
  return (
    <textarea
      ref={area}
      className="nb-textarea"
      aria-label="Markdown"
      value={cell.source}
      rows={Math.max(3, cell.source.split('\n').length + 1)}
      onChange={event => session.change({ ...cell, source: event.target.value })}
      onKeyDown={event => {
        if (event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))) {
          event.preventDefault();
          event.stopPropagation();
          leave();
        } else if (event.key === 'Enter' && event.shiftKey) {
          event.preventDefault();
          event.stopPropagation();
          leave();
          selectNext(session, cell.id);
        }
      }}
    />
  );
}
