import { Fragment, useMemo } from 'react';
import './code.css';

type Kind = 'keyword' | 'string' | 'number' | 'comment' | 'function' | 'plain';

const KEYWORDS = new Set(
  (
    'select from where group by order having limit offset join left right inner outer cross full on using as and or not in is null like ' +
    'between case when then else end with recursive union all except intersect distinct over partition rows range preceding following ' +
    'unbounded current row values exists cast filter window asc desc nulls first last create table view insert into collate glob'
  ).split(' '),
);

const TOKEN =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^']|'')*'?)|("(?:[^"]|"")*"?)|(\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)|([A-Za-z_][\w$]*)(\s*\()?|([\s\S])/gi;

/** SQL with its words coloured. For reading; the editor is for writing. */
export function SqlText({ sql }: { sql: string }) {
  const parts = useMemo(() => tokens(sql), [sql]);
  return (
    <pre className="ui-code" tabIndex={0} role="region" aria-label="SQL">
      <code>
        {parts.map(({ text, kind }, index) =>
          kind === 'plain' ? (
            <Fragment key={index}>{text}</Fragment>
          ) : (
            <span key={index} data-kind={kind}>
              {text}
            </span>
          ),
        )}
      </code>
    </pre>
  );
}

/** Cuts a statement into coloured pieces; the pieces put together are the statement again. */
export function tokens(sql: string): { text: string; kind: Kind }[] {
  const found: { text: string; kind: Kind }[] = [];
  const push = (text: string, kind: Kind) => {
    const last = found.at(-1);
    if (last !== undefined && last.kind === kind) last.text += text;
    else found.push({ text, kind });
  };
  for (const [whole, comment, string, quoted, number, word, call] of sql.matchAll(TOKEN)) {
    if (comment !== undefined) push(comment, 'comment');
    else if (string !== undefined) push(string, 'string');
    else if (number !== undefined) push(number, 'number');
    else if (word !== undefined && quoted === undefined) {
      const keyword = KEYWORDS.has(word.toLowerCase());
      push(word, keyword ? 'keyword' : call === undefined ? 'plain' : 'function');
      if (call !== undefined) push(call, 'plain');
    } else push(whole, 'plain');
  }
  return found;
}
