import { TracklakeError, unknownName } from '../../shared/errors.ts';
import type { Importer, Sample } from './importer.ts';
import { tracklake } from './tracklake.ts';

/** Every source that can be read. */
export const importers: readonly Importer[] = [tracklake];

export function importerNamed(name: string): Importer {
  const found = importers.find(importer => importer.name === name);
  if (found === undefined)
    throw unknownName(
      'importer',
      name,
      importers.map(importer => importer.name),
    );
  return found;
}

/** The importer that is surest of a file, with how sure, or undefined when none knows it. */
export function detectImporter(sample: Sample): { importer: Importer; confidence: number } | undefined {
  const ranked = importers
    .map(importer => ({ importer, confidence: importer.detect(sample) }))
    .filter(({ confidence }) => confidence > 0)
    .sort((a, b) => b.confidence - a.confidence);
  return ranked[0];
}

/** The importer to use: the one asked for, else the one detected. Throws `unsupported` when nothing fits. */
export function chooseImporter(sample: Sample, source?: string): Importer {
  if (source !== undefined) return importerNamed(source);
  const detected = detectImporter(sample);
  if (detected !== undefined) return detected.importer;
  throw new TracklakeError('unsupported', 'no importer knows this kind of file', {
    hint: `name one with a mapping (${importers.map(importer => importer.name).join(', ')})`,
  });
}
