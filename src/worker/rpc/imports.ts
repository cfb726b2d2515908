import { statSync } from 'node:fs';
import { TracklakeError } from '../../shared/errors.ts';
import type { ImportPreview } from '../../shared/rpc/imports.ts';
import { findFiles } from '../importers/find-files.ts';
import type { Mapping } from '../importers/mapping.ts';
import { importers } from '../importers/registry.ts';
import { replayQuarantine } from '../importers/replay.ts';
import { quietContext } from '../jobs/context.ts';
import type { JobRequest } from '../jobs/store.ts';
import { listLoads, loadBySha } from '../lakehouse/ledger.ts';
import { dismissQuarantine } from '../lakehouse/quarantine.ts';
import { lastFields } from '../lakehouse/source-drift.ts';
import { undoQuarantine } from '../lakehouse/undo-quarantine.ts';
import { previewOf } from './import-preview.ts';
import { quarantinePage } from './quarantine-page.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';

const MOST_PREVIEWED = 50;

export function importCalls(os: WorkerImplementer['imports'], { holder }: WorkerProcess) {
  const lake = () => holder.current().lake;
  return {
    sources: os.sources.handler(() =>
      importers.map(({ name, title }) => ({ source: name, title, description: title, extensions: [] })),
    ),
    preview: os.preview.handler(async ({ input }): Promise<ImportPreview[]> => {
      const { path, source, relation } = input;
      const mapping = await mappingOf(path, relation, input.mapping, source);
      const { files } = await findFiles({ paths: [existing(path)], ...(source === undefined ? {} : { source }) });
      const loaded = (sha256: string): number | null => loadBySha(lake(), sha256)?.loadId ?? null;
      const previews: ImportPreview[] = [];
      for (const file of files.slice(0, MOST_PREVIEWED))
        previews.push(await previewOf(file, { source, mapping }, loaded, (from, to) => lastFields(lake(), from, to)));
      return previews;
    }),
    start: os.start.handler(async ({ input }) => {
      const { paths, source, relation, build } = input;
      const mapping = await mappingOf(paths[0] ?? '', relation, input.mapping, source);
      const jobs: JobRequest[] = [
        {
          kind: 'import',
          title: `import ${paths.length === 1 ? (paths[0] ?? '') : `${paths.length} files`}`,
          params: {
            paths: paths.map(existing),
            ...(source === undefined ? {} : { source }),
            ...(mapping === undefined ? {} : { mapping }),
          },
        },
      ];
      if (build) jobs.push({ kind: 'build', title: 'build relations', params: {} });
      const started = await holder.current().jobs.start({ title: 'import', trigger: 'app', jobs });
      return { runId: started[0]?.runId ?? '', jobs: started };
    }),
    loads: os.loads.handler(() => listLoads(lake()).reverse()),
    forget: os.forget.handler(async ({ input }) => {
      const title = `forget load ${input.loadId}`;
      const jobs: JobRequest[] = [{ kind: 'forget', title, params: { load: input.loadId } }];
      const [job] = await holder.current().jobs.start({ title, trigger: 'app', jobs });
      if (job === undefined) throw new TracklakeError('internal', 'the job was not stored');
      return job;
    }),
    quarantine: os.quarantine.handler(({ input }) => quarantinePage(lake(), input)),
    replay: os.replay.handler(async ({ input }) => {
      const outcomes: { quarantineId: number; replayed: boolean; message: string }[] = [];
      for (const { quarantineId, raw } of input.rows) {
        try {
          const correction = { quarantineId, ...(raw !== undefined && { raw }) };
          await replayQuarantine(lake(), [correction], quietContext({ runId: `replay-${Date.now()}` }));
          outcomes.push({ quarantineId, replayed: true, message: 'loaded' });
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          outcomes.push({ quarantineId, replayed: false, message });
        }
      }
      return outcomes;
    }),
    dismiss: os.dismiss.handler(({ input }) => {
      dismissQuarantine(lake(), input.quarantineIds);
      return { ok: true as const };
    }),
    undo: os.undo.handler(({ input }) => ({
      open: undoQuarantine(lake(), input.quarantineIds, quietContext({ runId: `undo-${Date.now()}` })),
    })),
  };

  /** A mapping needs its relation: the one given, else what the file looks like. */
  async function mappingOf(
    path: string,
    relation: string | undefined,
    columns: Record<string, string> | undefined,
    source: string | undefined,
  ): Promise<Mapping | undefined> {
    if (columns === undefined) return undefined;
    const target = relation ?? (await previewOf(path, { source, mapping: undefined }, () => null)).relation;
    if (target === null) throw new TracklakeError('bad_input', 'say which relation the mapping is for');
    return { relation: target, columns };
  }
}

function existing(path: string): string {
  if (statSync(path, { throwIfNoEntry: false }) !== undefined) return path;
  throw new TracklakeError('not_found', `${path}: there is no such file or folder`, { file: path });
}
