import type { BenchmarkReport } from './evaluate-benchmark.ts';

/** Ours and the published figures in one table for the terminal, best NDCG first. */
export function benchmarkText(report: BenchmarkReport): string {
  const { k } = report;
  const ours = report.rows.map(({ model, metrics, fitSeconds, rankSeconds }) => ({
    model,
    recall: metrics.recall,
    ndcg: metrics.ndcg,
    rest: `${four(metrics.mrr)}  ${four(metrics.hit)}  ${seconds(fitSeconds)}  ${seconds(rankSeconds)}  ours`,
  }));
  const theirs = report.published.map(({ model, recall, ndcg, source }) => ({
    model,
    recall,
    ndcg,
    rest: `${' '.repeat(32)}${source}`,
  }));
  const lines = [...ours, ...theirs]
    .sort((a, b) => b.ndcg - a.ndcg)
    .map(
      ({ model, recall, ndcg, rest }) =>
        `${model.padEnd(16)}  ${four(recall).padEnd(9)}  ${four(ndcg).padEnd(7)}  ${rest}`,
    );
  return [
    `${report.benchmark}: ${report.protocol}`,
    report.choice,
    '',
    `${'model'.padEnd(16)}  recall@${k}  ndcg@${k}  mrr     hit        fit s  rank s`,
    ...lines,
    ...report.notes,
  ].join('\n');
}

const four = (value: number): string => value.toFixed(4);
const seconds = (value: number): string => value.toFixed(1).padStart(6);
