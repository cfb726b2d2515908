/** A figure as its source prints it. */
export interface PublishedFigure {
  readonly model: string;
  readonly recall: number;
  readonly ndcg: number;
  readonly source: string;
}

const BARS = 'BARS leaderboard';
const SOCIAL = 'RecBole-GNN results/social/lastfm.md';

/** Gowalla, the LightGCN split: Recall@20 and NDCG@20, full ranking, train items masked. */
export const GOWALLA_PUBLISHED: readonly PublishedFigure[] = [
  { model: 'ItemKNN', recall: 0.157, ndcg: 0.1214, source: BARS },
  { model: 'MF-BPR', recall: 0.1627, ndcg: 0.1378, source: BARS },
  { model: 'EASE', recall: 0.1765, ndcg: 0.1467, source: BARS },
  { model: 'LightGCN', recall: 0.182, ndcg: 0.1547, source: BARS },
  { model: 'GF-CF', recall: 0.1849, ndcg: 0.1518, source: BARS },
  { model: 'UltraGCN', recall: 0.1862, ndcg: 0.158, source: BARS },
  { model: 'SimpleX', recall: 0.1872, ndcg: 0.1557, source: BARS },
];

/** HetRec Last.fm-2K, random 8 : 1 : 1 for each user: Recall@10 and NDCG@10, full ranking. */
export const HETREC_PUBLISHED: readonly PublishedFigure[] = [
  { model: 'BPR', recall: 0.1761, ndcg: 0.1674, source: SOCIAL },
  { model: 'NGCF', recall: 0.196, ndcg: 0.1898, source: SOCIAL },
  { model: 'LightGCN', recall: 0.2064, ndcg: 0.1972, source: SOCIAL },
  { model: 'DiffNet', recall: 0.1757, ndcg: 0.1694, source: SOCIAL },
  { model: 'MHCN', recall: 0.2123, ndcg: 0.2068, source: SOCIAL },
  { model: 'SEPT', recall: 0.2127, ndcg: 0.2057, source: SOCIAL },
];

/** #nowplaying, the GCE-GNN split: P@20 (hit rate) and MRR@20. From memory, to be confirmed by the paper. */
export const NOWPLAYING_PUBLISHED: readonly { model: string; hit: number; mrr: number; source: string }[] = [
  { model: 'Item-KNN', hit: 0.1594, mrr: 0.0491, source: 'GCE-GNN paper (unconfirmed)' },
  { model: 'NARM', hit: 0.1859, mrr: 0.0693, source: 'GCE-GNN paper (unconfirmed)' },
  { model: 'GCE-GNN', hit: 0.2237, mrr: 0.084, source: 'GCE-GNN paper (unconfirmed)' },
];
