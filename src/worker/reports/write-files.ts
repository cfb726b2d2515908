import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JobContext } from '../jobs/context.ts';
import type { Id } from '../recommenders/recommender.ts';
import { claimFolder } from './claim-folder.ts';
import { finishFile, partPath } from './finish-file.ts';
import { formatNamed, formats } from './registry.ts';
import type { ListenerList, ReportFacts, ReportFile } from './report.ts';
import { RunningTally } from './tally.ts';

export interface Written {
  /** Where they are: the folder that was asked for, or one of their own inside it. */
  folder: string;
  files: ReportFile[];
  tally: RunningTally;
}

/**
 * Writes lists as they come into all formats of `facts` at once. Nothing is kept but counts, so memory doesn't grow with the
 * number of listeners. Files appear under their names when all of them are complete; after a failure none of them does.
 * Where `folder` holds a report already, or with `ownFolder`, they go into a new folder inside it.
 */
export async function writeFiles(
  folder: string,
  facts: ReportFacts,
  lists: Iterable<ListenerList> | AsyncIterable<ListenerList>,
  genreOf: (trackId: Id) => string | null,
  ctx: JobContext,
  ownFolder = false,
): Promise<Written> {
  for (const name of facts.formats) formatNamed(name);
  const tally = new RunningTally(genreOf);
  const chosen = formats.filter(format => facts.formats.includes(format.name));
  const names = chosen.map(format => format.fileName);
  const claimed = claimFolder(folder, names, ownFolder, facts.madeAt);
  const open = chosen.map(format => {
    const path = join(claimed.path, format.fileName);
    return { format, path, writer: format.open(path, facts), finished: false };
  });
  try {
    for await (const list of lists) {
      ctx.cancel.throwIfRequested();
      tally.add(list);
      for (const { writer } of open) await writer.add(list);
      ctx.progress({ stage: 'writing the report', done: tally.listeners, total: facts.listeners, unit: 'users' });
    }
    const files: ReportFile[] = [];
    for (const one of open) {
      one.finished = true;
      const { rows } = await one.writer.finish(tally, files);
      const { bytes, sha256 } = await finishFile(one.path);
      files.push({ name: one.format.fileName, path: one.path, format: one.format.name, bytes, sha256, rows });
    }
    return { folder: claimed.path, files, tally };
  } finally {
    for (const { writer, path, finished } of open) {
      if (!finished) await writer.abandon();
      rmSync(partPath(path), { force: true });
    }
    claimed.giveUp();
  }
}
