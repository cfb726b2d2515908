import { TracklakeError } from '../../shared/errors.ts';
import type { Draft } from '../../shared/rpc/notebooks.ts';
import { journal, type DraftRow } from '../app-state/journal.ts';
import {
  createUntitled,
  listNotebooks,
  openNotebook,
  removeNotebook,
  renameNotebook,
  saveNotebook,
  saveNotebookAs,
  titleOf,
  writeOutputs,
} from '../app-state/notebook-files.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';

const OK = { ok: true as const };

export function notebookCalls(os: WorkerImplementer['notebooks'], { state }: WorkerProcess) {
  const kept = journal(state.db);
  const asDraft = (row: DraftRow): Draft => ({ ...row, title: titleOf(row.text) });
  return {
    list: os.list.handler(() => listNotebooks(state, kept)),
    open: os.open.handler(({ input }) => openNotebook(state, kept, input.ref)),
    save: os.save.handler(({ input }) => saveNotebook(state, kept, input.ref, input.text, input.baseEtag)),
    saveAs: os.saveAs.handler(({ input }) => saveNotebookAs(state, kept, input)),
    create: os.create.handler(({ input }) => createUntitled(state, kept, input.text)),
    duplicate: os.duplicate.handler(({ input }) => {
      const { text, draft } = openNotebook(state, kept, input.ref);
      return createUntitled(state, kept, draft?.text ?? text);
    }),
    rename: os.rename.handler(({ input }) => renameNotebook(state, kept, input.ref, input.name)),
    remove: os.remove.handler(({ input }) => {
      removeNotebook(state, kept, input.ref);
      return OK;
    }),
    journal: os.journal.handler(({ input }) => ({
      kept: kept.write(input.ref, input.text, input.baseEtag, input.seq),
    })),
    drafts: os.drafts.handler(() => kept.drafts().map(asDraft)),
    discardDraft: os.discardDraft.handler(({ input }) => {
      kept.discard(input.ref);
      return OK;
    }),
    versions: os.versions.handler(({ input }) => kept.versions(input.ref, input.limit)),
    version: os.version.handler(({ input }) => {
      const row = kept.version(input.versionId);
      if (row === null) throw new TracklakeError('not_found', 'this version is no longer kept');
      return asDraft(row);
    }),
    saveOutputs: os.saveOutputs.handler(({ input }) => {
      writeOutputs(state, input.ref, input.outputs);
      return OK;
    }),
  };
}
