import { unknownName } from '../../shared/errors.ts';
import { arrow } from './arrow.ts';
import { csv } from './csv.ts';
import type { Format } from './format.ts';
import { page } from './html.ts';
import { parquet } from './parquet.ts';

/** Everything a report can be written as; the page comes last, since it names the others. */
export const formats: readonly Format[] = [csv, parquet, arrow, page];

/** Throws `not_found` with the nearest known name. */
export function formatNamed(name: string): Format {
  const found = formats.find(format => format.name === name);
  if (found !== undefined) return found;
  throw unknownName(
    'report format',
    name,
    formats.map(format => format.name),
  );
}
