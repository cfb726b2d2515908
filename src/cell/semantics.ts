import type { ColumnKind, ResultColumn } from '../shared/rpc/results.ts';
import type { SqlValue } from './store/block-column.ts';

type Semantic = ResultColumn['semantic'];

/** How a column should be read, from its name and its first values. A guess: nothing but formatting hangs on it. */
export function semanticOf(
  origin: Pick<ResultColumn, 'name' | 'declaredType'>,
  kind: ColumnKind,
  first: readonly SqlValue[],
): Semantic {
  const name = origin.name.toLowerCase();
  switch (kind) {
    case 'null':
      return 'null';
    case 'blob':
      return 'blob';
    case 'mixed':
      return name.endsWith('_id') ? 'id' : 'text';
    case 'text':
      return textSemantic(name, first);
    case 'integer':
    case 'real':
      return numberSemantic(name, kind, first);
  }
}

function textSemantic(name: string, first: readonly SqlValue[]): Semantic {
  if (name.endsWith('_id')) return 'id';
  const texts = first.filter(value => typeof value === 'string');
  if (texts.length === 0) return 'text';
  if (texts.every(text => /^\d{4}-\d{2}-\d{2}$/.test(text))) return 'date';
  return texts.every(text => /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text)) ? 'time' : 'text';
}

function numberSemantic(name: string, kind: 'integer' | 'real', first: readonly SqlValue[]): Semantic {
  if (name.endsWith('_id') || name === 'id') return 'id';
  if (/^ms_|_ms$/.test(name)) return 'duration_ms';
  if (/^(?:is|has)_/.test(name) && first.every(value => value === null || value === 0 || value === 1)) return 'boolean';
  if (/(?:^|_)(?:share|rate|ratio)$/.test(name) && first.every(value => value === null || Math.abs(Number(value)) <= 1))
    return 'share';
  return kind === 'integer' ? 'integer' : 'number';
}
