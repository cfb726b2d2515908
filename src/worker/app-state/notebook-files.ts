import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  openSync,
  writeSync,
  fsyncSync,
  closeSync,
  globSync,
} from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import type { NotebookSummary, OpenNotebook } from '../../shared/rpc/notebooks.ts';
import { takeInterrupted } from './history.ts';
import type { Journal } from './journal.ts';
import { notebookFolder, originOf, pathOf, refOf, shippedFolder } from './notebook-places.ts';
import type { AppState } from './open.ts';

const MOST_BYTES = 20_000_000;

export interface SavedNotebook {
  ref: string;
  etag: string;
  path: string;
  modifiedAt: string;
}

/** SHA-256 of a text: tells whether a file is still what it was. */
export const etagOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Shipped ones, a person's own, and untitled drafts. */
export function listNotebooks(state: AppState, journal: Journal): NotebookSummary[] {
  const drafts = journal.drafts();
  const drafted = new Set(drafts.map(draft => draft.ref));
  const files = [
    ...markdownIn(shippedFolder()).map(name => ({ ref: `shipped:${name}`, path: join(shippedFolder(), name) })),
    ...markdownIn(notebookFolder(state)).map(name => ({
      ref: `user:${name}`,
      path: join(notebookFolder(state), name),
    })),
    ...recentFiles(state),
  ];
  const saved = files.map(({ ref, path }): NotebookSummary => {
    const { size, mtime } = statSync(path);
    const text = size > MOST_BYTES ? '' : readFileSync(path, 'utf8');
    return {
      ref,
      ...aboutText(text, basename(path)),
      origin: originOf(ref),
      path,
      modifiedAt: mtime.toISOString(),
      bytes: size,
      draft: drafted.has(ref),
    };
  });
  const untitled = drafts
    .filter(draft => originOf(draft.ref) === 'untitled')
    .map((draft): NotebookSummary => ({
      ref: draft.ref,
      ...aboutText(draft.text, 'Untitled'),
      origin: 'untitled',
      path: null,
      modifiedAt: draft.at,
      bytes: Buffer.byteLength(draft.text),
      draft: true,
    }));
  return [...saved, ...untitled];
}

const markdownIn = (folder: string): string[] =>
  existsSync(folder)
    ? globSync('**/*.md', { cwd: folder })
        .map(name => name.split(sep).join('/'))
        .sort()
    : [];

function recentFiles(state: AppState): { ref: string; path: string }[] {
  const refs = state.db
    .prepare(`select ref from recent_notebooks where ref like 'file:%' order by opened_at desc limit 20`)
    .pluck()
    .all() as string[];
  return refs.map(ref => ({ ref, path: ref.slice('file:'.length) })).filter(({ path }) => existsSync(path));
}

function aboutText(text: string, fallback: string): Pick<NotebookSummary, 'title' | 'description' | 'cells'> {
  const body = text.replace(/^---\n[\s\S]*?\n---\n/, '');
  const heading = /^#{1,3} +(.+)$/m.exec(body)?.[1]?.trim();
  const paragraph = body
    .split(/\n\s*\n/)
    .map(each => each.trim())
    .find(each => /^[\p{L}\p{N}*_"“]/u.test(each));
  return {
    title: heading ?? fallback.replace(/\.md$/, ''),
    description: (paragraph ?? '').replace(/\s+/g, ' ').slice(0, 300),
    cells: body.match(/^```(?:sql|chart|input|kpi)/gm)?.length ?? 0,
  };
}

/** The first heading of a notebook's text. */
export const titleOf = (text: string): string => aboutText(text, 'Untitled').title;

/** A notebook with its draft, its outputs, and whether it has to open in safe mode. Runs nothing. */
export function openNotebook(state: AppState, journal: Journal, ref: string): OpenNotebook {
  const path = pathOf(state, ref);
  const kept = journal.draft(ref);
  const text = path === null ? (kept?.text ?? null) : readNotebook(path);
  if (text === null) throw new TracklakeError('not_found', 'this untitled notebook is no longer kept', { value: ref });
  const etag = path === null ? null : etagOf(text);
  state.db
    .prepare(
      'insert into recent_notebooks (ref, opened_at) values (?, ?) on conflict (ref) do update set opened_at = excluded.opened_at',
    )
    .run(ref, new Date().toISOString());
  return {
    ref,
    title: aboutText(kept?.text ?? text, path === null ? 'Untitled' : basename(path)).title,
    text,
    readonly: originOf(ref) === 'shipped',
    path,
    etag,
    draft: kept !== null && kept.text !== text ? { ...kept, title: aboutText(kept.text, 'Untitled').title } : null,
    outputs: readOutputs(state, ref),
    safeMode: takeInterrupted(state.db, ref),
  };
}

function readNotebook(path: string): string {
  const found = existsSync(path) ? statSync(path) : undefined;
  if (!found?.isFile()) throw new TracklakeError('not_found', `${path}: there is no such notebook`, { file: path });
  if (found.size > MOST_BYTES) throw new TracklakeError('limit', `${path} is larger than 20 MB`, { file: path });
  return readFileSync(path, 'utf8');
}

export function createUntitled(state: AppState, journal: Journal, text: string): OpenNotebook {
  const ref = `untitled:${randomUUID()}`;
  journal.write(ref, text, null, 0);
  return openNotebook(state, journal, ref);
}

/** Writes over the file that `baseEtag` names. Throws `conflict` when it has become another one. */
export function saveNotebook(
  state: AppState,
  journal: Journal,
  ref: string,
  text: string,
  baseEtag: string | null,
): SavedNotebook {
  const path = pathOf(state, ref);
  if (path === null || originOf(ref) === 'shipped') {
    throw new TracklakeError('bad_input', 'this notebook has no file of its own yet: save it under a name');
  }
  if (existsSync(path) && etagOf(readNotebook(path)) !== baseEtag) {
    throw new TracklakeError('conflict', `${basename(path)} was changed by another program`, { file: path });
  }
  return writeNotebook(state, journal, path, text);
}

export interface SaveAs {
  from?: string | undefined;
  text: string;
  name?: string | undefined;
  path?: string | undefined;
  overwrite: boolean;
}

export function saveNotebookAs(
  state: AppState,
  journal: Journal,
  { from, text, name, path: given, overwrite }: SaveAs,
): SavedNotebook {
  const path = pathOf(
    state,
    given === undefined ? `user:${fileName(name ?? aboutText(text, 'Untitled').title)}` : `file:${given}`,
  );
  if (path === null) throw new TracklakeError('internal', 'a saved notebook has a path');
  if (!overwrite && existsSync(path)) throw new TracklakeError('conflict', `${path} is already there`, { file: path });
  const saved = writeNotebook(state, journal, path, text);
  if (from !== undefined) journal.discard(from);
  return saved;
}

/** `Top artists / 2024` → `Top artists - 2024.md`; folders are kept where the name has them on purpose. */
function fileName(name: string): string {
  const clean = name
    .replace(/\.md$/i, '')
    .replace(/[<>:"\\|?*\p{Cc}]+/gu, ' ')
    .split('/')
    .map(part => part.replace(/\s+/g, ' ').trim().replace(/^\.+/, ''))
    .filter(part => part !== '')
    .join('/');
  return `${(clean || 'Untitled').slice(0, 150)}.md`;
}

function writeNotebook(state: AppState, journal: Journal, path: string, text: string): SavedNotebook {
  mkdirSync(dirname(path), { recursive: true });
  writeWhole(path, text);
  const ref = refOf(state, path);
  journal.keepVersion(ref, text, true);
  journal.discard(ref);
  return { ref, etag: etagOf(text), path, modifiedAt: statSync(path).mtime.toISOString() };
}

/** A temporary file beside it, synced, then renamed: never half a notebook. */
function writeWhole(path: string, text: string): void {
  const beside = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    const file = openSync(beside, 'wx');
    writeSync(file, text);
    fsyncSync(file);
    closeSync(file);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new TracklakeError(
      'bad_input',
      `${path}: ${error instanceof Error ? error.message : String(error)}`,
      { file: path },
      { cause: error },
    );
  }
}

export function renameNotebook(state: AppState, journal: Journal, ref: string, name: string): SavedNotebook {
  const path = pathOf(state, ref);
  if (path === null || originOf(ref) === 'shipped')
    throw new TracklakeError('bad_input', 'only a saved notebook of your own can be renamed');
  const to =
    originOf(ref) === 'user' ? pathOf(state, `user:${fileName(name)}`) : join(dirname(path), fileName(basename(name)));
  if (to === null) throw new TracklakeError('internal', 'a renamed notebook has a path');
  if (existsSync(to)) throw new TracklakeError('conflict', `${to} is already there`, { file: to });
  const text = readNotebook(path);
  mkdirSync(dirname(to), { recursive: true });
  renameSync(path, to);
  const next = refOf(state, to);
  journal.rename(ref, next);
  return { ref: next, etag: etagOf(text), path: to, modifiedAt: statSync(to).mtime.toISOString() };
}

/** Into the state folder's bin, from where a person can take it back. */
export function removeNotebook(state: AppState, journal: Journal, ref: string): void {
  const path = pathOf(state, ref);
  journal.discard(ref);
  if (path === null) return;
  if (originOf(ref) === 'shipped') throw new TracklakeError('forbidden', 'a notebook that ships with the app stays');
  const text = readNotebook(path);
  const bin = join(state.folder, 'bin');
  mkdirSync(bin, { recursive: true, mode: 0o700 });
  writeWhole(join(bin, `${Date.now()}-${basename(path)}`), text);
  rmSync(path);
}

const outputsFile = (state: AppState, ref: string): string =>
  join(state.folder, 'outputs', `${etagOf(ref).slice(0, 32)}.json`);

export function writeOutputs(state: AppState, ref: string, outputs: unknown): void {
  const file = outputsFile(state, ref);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeWhole(file, JSON.stringify(outputs ?? null));
}

/** Null where there are none, or where they can't be read any more. */
function readOutputs(state: AppState, ref: string): unknown {
  try {
    return JSON.parse(readFileSync(outputsFile(state, ref), 'utf8'));
  } catch {
    return null;
  }
}
