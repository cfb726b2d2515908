import { columnCounts, type Csr, csrFromPairs, rowOf } from '../matrix/csr.ts';
import type { Dataset, Model, Query } from './recommender.ts';

/** A dataset of some items alone, and which they are: `items[i]` is the i-th one's index in the whole. */
export interface Head {
  readonly dataset: Dataset;
  readonly items: Int32Array;
}

/** The `size` items that most listeners play, ties by index, in the order of their index. */
export function headOf(dataset: Dataset, size: number): Head {
  const listeners = columnCounts(dataset.plays);
  const items = Int32Array.from(
    [...listeners.keys()].sort((a, b) => (listeners[b] ?? 0) - (listeners[a] ?? 0) || a - b).slice(0, size),
  ).sort();
  const tags = dataset.items.tags;
  return {
    items,
    dataset: {
      ...dataset,
      plays: columnsOf(dataset.plays, items),
      items: { ...dataset.items, tags: tags && rowsOf(tags, items) },
    },
  };
}

/** A model of the head as one of all items: the others have no score, and say nothing in a history. */
export function overAll(model: Model, { items, dataset }: Head, columns: number): Model {
  const place = new Int32Array(columns).fill(-1);
  items.forEach((item, at) => (place[item] = at));
  const scoresOfHead = new Float32Array(dataset.plays.columns);

  /** The same question to the head; null where it can't be asked. */
  function inward(query: Query): Query | null {
    if (query.kind === 'user') return query;
    if (query.kind === 'seed') {
      const at = place[query.item] ?? -1;
      return at < 0 ? null : { kind: 'seed', item: at };
    }
    const kept = [...query.items.keys()].filter(at => (place[query.items[at] ?? -1] ?? -1) >= 0);
    const own = Int32Array.from(kept, at => place[query.items[at] ?? 0] ?? 0);
    if (query.kind === 'session') return { kind: 'session', items: own };
    return { kind: 'history', items: own, weights: Float32Array.from(kept, at => query.weights[at] ?? 1) };
  }

  return {
    score(query, scores) {
      scores.fill(0);
      const inner = inward(query);
      if (inner === null) return;
      model.score(inner, scoresOfHead);
      items.forEach((item, at) => (scores[item] = scoresOfHead[at] ?? 0));
    },
    explain(query, item) {
      const inner = inward(query);
      const at = place[item] ?? -1;
      if (inner === null || at < 0) return [];
      const reasons = model.explain(inner, at);
      return (
        reasons?.map(reason =>
          reason.because.kind === 'item' ? { ...reason, because: outward(reason.because) } : reason,
        ) ?? null
      );
    },
    save: () => model.save(),
  };

  function outward({ item }: { item: number }): { kind: 'item'; item: number } {
    return { kind: 'item', item: items[item] ?? 0 };
  }
}

function columnsOf(matrix: Csr, columns: Int32Array): Csr {
  const place = new Int32Array(matrix.columns).fill(-1);
  columns.forEach((column, at) => (place[column] = at));
  const pairs = { row: [] as number[], column: [] as number[], value: [] as number[] };
  for (let row = 0; row < matrix.rows; row += 1) {
    const { indices, values } = rowOf(matrix, row);
    indices.forEach((column, at) => {
      if ((place[column] ?? -1) < 0) return;
      pairs.row.push(row);
      pairs.column.push(place[column] ?? 0);
      pairs.value.push(values?.[at] ?? 1);
    });
  }
  const size = { rows: matrix.rows, columns: columns.length };
  return csrFromPairs({ ...size, ...pairs }, matrix.values === null ? { duplicates: 'one' } : {});
}

function rowsOf(matrix: Csr, rows: Int32Array): Csr {
  const pairs = { row: [] as number[], column: [] as number[], value: [] as number[] };
  rows.forEach((from, row) => {
    const { indices, values } = rowOf(matrix, from);
    indices.forEach((column, at) => {
      pairs.row.push(row);
      pairs.column.push(column);
      pairs.value.push(values?.[at] ?? 1);
    });
  });
  return csrFromPairs({ rows: rows.length, columns: matrix.columns, ...pairs });
}
