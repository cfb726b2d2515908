import { useEffect, useRef, useState } from 'react';
import type { ImportPreview } from '../../../shared/rpc/imports.ts';
import { rpc } from '../../rpc/client.ts';
import { problemOf, type Problem } from '../../rpc/problem.ts';
import { hostPath } from '../../rpc/upload.ts';
import { useAction } from '../../state/action.ts';
import { clearGivenFiles, useGivenFiles, type GivenFiles } from '../../state/given-files.ts';
import { hostInfoQuery, sourcesQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { ProblemState, valueOf } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format.ts';
import { SkeletonRows } from '../../ui/states.tsx';
import { Checkbox } from '../../ui/toggles.tsx';
import { FilePreview, type Mapping } from './file-preview.tsx';
import { PathPicker } from './path-picker.tsx';

type State =
  | { kind: 'choosing' }
  | { kind: 'looking'; what: string }
  | { kind: 'failed'; problem: Problem }
  | { kind: 'looked'; previews: readonly ImportPreview[] };

/** Choose files, see what was recognised, correct it, load. Nothing is loaded before the last step. */
export function ImportPane() {
  const [state, setState] = useState<State>({ kind: 'choosing' });
  const given = useGivenFiles();
  const look = async (files: GivenFiles) => {
    setState({ kind: 'looking', what: plural(files.paths.length + files.files.length, 'file') });
    try {
      const staged = await Promise.all(files.files.map(file => hostPath(file)));
      const answers = await Promise.all([...files.paths, ...staged].map(path => rpc.imports.preview({ path })));
      setState({ kind: 'looked', previews: answers.flat() });
    } catch (error) {
      setState({ kind: 'failed', problem: problemOf(error) });
    }
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
      return <Review previews={state.previews} onBack={back} />;
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

function Review({ previews: first, onBack }: { previews: readonly ImportPreview[]; onBack: () => void }) {
  const [previews, setPreviews] = useState(first);
  const [mappings, setMappings] = useState<ReadonlyMap<string, Mapping>>(new Map());
  const [build, setBuild] = useState(true);
  const loadable = previews.filter(preview => preview.source !== null && preview.alreadyLoaded === null);
  const again = useAction(async (path: string, change: { source?: string; mapping?: Mapping }) => {
    const answer = await rpc.imports.preview({ path, ...change });
    setPreviews(now => now.map(preview => (preview.path === path ? (answer[0] ?? preview) : preview)));
    if (change.mapping !== undefined) setMappings(now => new Map(now).set(path, change.mapping ?? {}));
  }, 'The file was not looked at again');
  const start = useAction(async () => {
    const plain = loadable.filter(preview => !mappings.has(preview.path));
    const runs = [];
    if (plain.length > 0) runs.push(await rpc.imports.start({ paths: plain.map(preview => preview.path), build }));
    for (const preview of loadable.filter(candidate => mappings.has(candidate.path)))
      runs.push(
        await rpc.imports.start({
          paths: [preview.path],
          source: preview.source ?? undefined,
          mapping: mappings.get(preview.path),
          build,
        }),
      );
    navigate(href('jobs', 'run', runs[0]?.runId ?? ''));
  }, 'The import did not start');
  return (
    <div className="import import-review">
      <header className="import-head">
        <Button variant="quiet" icon="chevronLeft" onPress={onBack}>
          Other files
        </Button>
        <span className="muted">
          {loadable.length === previews.length
            ? plural(previews.length, 'file')
            : `${loadable.length} of ${plural(previews.length, 'file')} can be loaded`}
        </span>
        <span className="import-start">
          <Checkbox isSelected={build} onChange={setBuild}>
            Build silver and gold after it
          </Checkbox>
          <Button
            variant="primary"
            icon="download"
            onPress={start.run}
            isPending={start.pending}
            isDisabled={loadable.length === 0}
          >
            Load {plural(loadable.length, 'file')}
          </Button>
        </span>
      </header>
      {previews.map(preview => (
        <FilePreview key={preview.path} preview={preview} onChange={change => again.run(preview.path, change)} />
      ))}
    </div>
  );
}
