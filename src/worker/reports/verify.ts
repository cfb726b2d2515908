import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { TracklakeError } from '../../shared/errors.ts';
import { sha256OfFile } from './finish-file.ts';
import { MANIFEST_TAG, manifestText, sha256 } from './manifest.ts';

export interface Verification {
  path: string;
  /** The page and every file beside it that it names are, byte for byte, what was written. */
  ok: boolean;
  /** What is wrong, as sentences. */
  problems: string[];
  /** Of the page as it is now; `lake_reports` holds what it was. */
  sha256: string;
  files: { name: string; ok: boolean }[];
}

const manifestSchema = z.object({
  format: z.literal('tracklake-report'),
  version: z.literal(1),
  algorithm: z.literal('sha256'),
  bytes: z.number(),
  page: z.string(),
  data: z.string(),
  files: z.array(
    z.object({ name: z.string(), format: z.string(), bytes: z.number(), rows: z.number(), sha256: z.string() }),
  ),
});

/**
 * Checks a report page and the files beside it against the manifest at its end. It finds any change that was not followed
 * by a new manifest; against someone who makes a new one, compare `sha256` with the lakehouse's record.
 * Throws `not_found` without the file, `bad_input` where it is no report.
 */
export async function verifyReport(path: string): Promise<Verification> {
  const file = resolve(path);
  if (!existsSync(file)) throw new TracklakeError('not_found', `${file} is not there`, { file });
  const page = readFileSync(file);
  const at = page.lastIndexOf(MANIFEST_TAG);
  if (at < 0) throw new TracklakeError('bad_input', `${file} is not a Tracklake report: it has no manifest`, { file });
  const result: Verification = { path: file, ok: true, problems: [], sha256: sha256(page), files: [] };
  const manifest = readManifest(page.subarray(at).toString('utf8'));
  if (manifest === undefined) result.problems.push('the manifest is damaged, or something was added behind it');
  else {
    const before = page.subarray(0, at);
    if (before.length !== manifest.bytes || sha256(before) !== manifest.page)
      result.problems.push('the page was changed');
    if (sha256(dataOf(before)) !== manifest.data) result.problems.push('its data were changed');
    for (const expected of manifest.files) {
      const problem = await companionProblem(join(dirname(file), basename(expected.name)), expected);
      if (problem !== undefined) result.problems.push(`${expected.name} ${problem}`);
      result.files.push({ name: expected.name, ok: problem === undefined });
    }
  }
  result.ok = result.problems.length === 0;
  return result;
}

/** The manifest, where the end of the page is exactly the one that it describes. */
function readManifest(tail: string): z.infer<typeof manifestSchema> | undefined {
  try {
    const json = tail.slice(MANIFEST_TAG.length, tail.indexOf('</script>'));
    const manifest = manifestSchema.parse(JSON.parse(json));
    return manifestText(manifest) === tail ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/** The data block of a report page, as text. */
export function dataOf(page: Uint8Array): string {
  const text = Buffer.from(page).toString('utf8');
  const tag = '<script type="application/json" id="data">';
  const from = text.lastIndexOf(tag);
  return from < 0 ? '' : text.slice(from + tag.length, text.indexOf('</script>', from));
}

async function companionProblem(path: string, expected: { sha256: string }): Promise<string | undefined> {
  if (!existsSync(path)) return 'is missing';
  return (await sha256OfFile(path)) === expected.sha256 ? undefined : 'was changed';
}
