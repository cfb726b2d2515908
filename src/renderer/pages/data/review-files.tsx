import { useState } from 'react';
import type { ImportPreview } from '../../../shared/rpc/imports.ts';
import { rpc } from '../../rpc/client.ts';
import type { Problem } from '../../rpc/problem.ts';
import { useAction } from '../../state/action.ts';
import { invalidate } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Button } from '../../ui/button.tsx';
import { plural } from '../../ui/format.ts';
import { Notice } from '../../ui/states.tsx';
import { Checkbox } from '../../ui/toggles.tsx';
import { FilePreview } from './file-preview.tsx';
import type { Choice } from './choice.ts';

/** What was recognised in each file; to correct, and then to load. */
export function ReviewFiles({
  previews: first,
  refused,
  onBack,
}: {
  previews: readonly ImportPreview[];
  /** Files that could not be looked at. */
  refused: readonly { name: string; problem: Problem }[];
  onBack: () => void;
}) {
  const [previews, setPreviews] = useState(first);
  const [choices, setChoices] = useState<ReadonlyMap<string, Choice>>(new Map());
  const [build, setBuild] = useState(true);
  const loadable = previews.filter(preview => preview.source !== null && preview.alreadyLoaded === null);
  const change = useAction(async (path: string, changed: Choice) => {
    const choice = { ...choices.get(path), ...changed };
    setChoices(now => new Map(now).set(path, choice));
    const answer = await rpc.imports.preview({ path, ...choice });
    setPreviews(now => now.map(preview => (preview.path === path ? (answer[0] ?? preview) : preview)));
  }, 'The file was not looked at again');
  const start = useAction(async () => {
    const runs = await startImports(loadable, choices, build);
    invalidate('jobs');
    navigate(href('jobs', 'run', runs[0] ?? ''));
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
      {refused.map(({ name, problem }) => (
        <Notice key={name} tone="error">
          <strong dir="auto">{name}</strong> was left out: {problem.message}
        </Notice>
      ))}
      {previews.map(preview => (
        <FilePreview
          key={preview.path}
          preview={preview}
          choice={choices.get(preview.path) ?? {}}
          onChange={changed => change.run(preview.path, changed)}
        />
      ))}
    </div>
  );
}

/** Files as they were recognised go in one run; each that was corrected in one of its own. Returns the runs. */
async function startImports(
  previews: readonly ImportPreview[],
  choices: ReadonlyMap<string, Choice>,
  build: boolean,
): Promise<string[]> {
  const plain = previews.filter(({ path }) => !choices.has(path)).map(({ path }) => path);
  const corrected = previews.filter(({ path }) => choices.has(path));
  const runs: string[] = [];
  if (plain.length > 0) runs.push((await rpc.imports.start({ paths: plain, build })).runId);
  for (const { path } of corrected)
    runs.push((await rpc.imports.start({ paths: [path], ...choices.get(path), build })).runId);
  return runs;
}
