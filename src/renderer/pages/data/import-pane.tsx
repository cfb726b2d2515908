import { useEffect, useRef, useState } from 'react';
import type { ImportPreview } from '../../../shared/rpc/imports.ts';
import { rpc } from '../../rpc/client.ts';
import { problemOf, type Problem } from '../../rpc/problem.ts';
import { hostPath } from '../../rpc/upload.ts';
import { useAction } from '../../state/action.ts';
import { clearGivenFiles, useGivenFiles, type GivenFiles } from '../../state/given-files.ts';
import { hostInfoQuery, sourcesQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { ProblemState, valueOf } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format.ts';
import { SkeletonRows } from '../../ui/states.tsx';
import { PathPicker } from './path-picker.tsx';
import { ReviewFiles } from './review-files.tsx';

type State =
  | { kind: 'choosing' }
  | { kind: 'looking'; what: string }
  | { kind: 'failed'; problem: Problem }
  | { kind: 'looked'; previews: readonly ImportPreview[]; refused: readonly Refused[] };

interface Refused {
  kind: 'refused';
  name: string;
  problem: Problem;
}

/** One file or folder; that it can't be read keeps none of the others back. */
async function lookAt(
  name: string,
  pathOf: () => Promise<string>,
): Promise<{ kind: 'looked'; previews: readonly ImportPreview[] } | Refused> {
  try {
    return { kind: 'looked', previews: await rpc.imports.preview({ path: await pathOf() }) };
  } catch (error) {
    return { kind: 'refused', name, problem: problemOf(error) };
  }
}

/** Choose files, see what was recognised, correct it, load. Nothing is loaded before the last step. */
export function ImportPane() {
  const [state, setState] = useState<State>({ kind: 'choosing' });
  const given = useGivenFiles();
  const look = async (files: GivenFiles) => {
    setState({ kind: 'looking', what: plural(files.paths.length + files.files.length, 'file') });
    const asked = [
      ...files.paths.map(path => lookAt(path, () => Promise.resolve(path))),
      ...files.files.map(file => lookAt(file.name, () => hostPath(file))),
    ];
    const looks = await Promise.all(asked);
    const previews = looks.flatMap(look => (look.kind === 'looked' ? look.previews : []));
    const refused = looks.filter(look => look.kind === 'refused');
    const [first] = refused;
    if (previews.length === 0 && first !== undefined) setState({ kind: 'failed', problem: first.problem });
    else setState({ kind: 'looked', previews, refused });
  };
  const waiting = given.paths.length + given.files.length > 0;
  useEffect(() => {
    if (!waiting) return;
    clearGivenFiles();
    // eslint-disable-next-line react-hooks/set-state-in-effect -- files are handed over from outside of React, once
    void look(given);
  }, [given, waiting]);
  const back = () => setState({ kind: 'choosing' });
  switch (state.kind) {
    case 'choosing':
      return <Choose onChoose={files => void look(files)} />;
    case 'looking':
      return <SkeletonRows rows={8} label={`Looking at ${state.what}`} />;
    case 'failed':
      return (
        <div className="import">
          <ProblemState problem={state.problem} retry={back} />
        </div>
      );
    case 'looked':
      return <ReviewFiles previews={state.previews} refused={state.refused} onBack={back} />;
  }
}

function Choose({ onChoose }: { onChoose: (files: GivenFiles) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const sources = valueOf(useQuery(sourcesQuery));
  const host = valueOf(useQuery(hostInfoQuery));
  const dialog = useAction(async () => {
    const { paths } = await rpc.host.openDialog({ title: 'Import files', multiple: true });
    if (paths !== null) onChoose({ paths, files: [] });
  }, 'The dialog did not open');
  return (
    <div className="import import-choose">
      <section className="import-drop">
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label="Files to import"
          onChange={event => onChoose({ paths: [], files: [...(event.target.files ?? [])] })}
        />
        <h2>Drop files here</h2>
        <p className="muted">CSV, JSON, JSON lines, compressed or not, or a whole export folder by its path.</p>
        <Button variant="primary" icon="open" onPress={() => (host?.dialogs ? dialog.run() : input.current?.click())}>
          Choose files…
        </Button>
      </section>
      <PathPicker onChoose={path => onChoose({ paths: [path], files: [] })} />
      {sources !== null && (
        <section className="import-sources">
          <h2>What is recognised</h2>
          <dl>
            {sources.map(source => (
              <div key={source.source}>
                <dt>{source.title}</dt>
                {source.description !== source.title && <dd className="muted">{source.description}</dd>}
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  );
}
