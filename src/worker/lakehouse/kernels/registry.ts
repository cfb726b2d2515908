import { NotForKernels, type Rows, type Value } from './columns.ts';
import { genrePopularityByWeek } from './genre-popularity.ts';
import type { KernelInputs } from './inputs.ts';
import type { Labels } from './labels.ts';
import { userTrackPlays } from './matrix.ts';
import { clashingPlays, listeningHeatmap, songTransitions, userWeeks } from './plays.ts';
import { retentionByCohort } from './retention.ts';
import { songSimilarityByPlaylist } from './similarity.ts';
import { userArtists, userFeatures, userGenres } from './taste.ts';
import { topArtistsByMonth } from './top-artists.ts';
import { trackLifecycle } from './track-lifecycle.ts';
import { userInsights } from './user-insights.ts';
import { weeklyTrendingTracks } from './weekly.ts';

type Kernel = (inputs: KernelInputs) => Rows;

/**
 * The relations that are also computed in one pass over columns in memory, several times faster than by their SQL, when
 * they are built in full. The SQL is what a relation is: a kernel gives the same rows, and tests hold the two together.
 */
const KERNELS: Record<string, Kernel> = {
  silver_clashing_plays: inputs => clashingPlays(inputs.plays(), inputs.loads()),
  silver_user_track_plays: inputs => userTrackPlays(inputs.matrix()),
  silver_song_transitions: inputs => songTransitions(inputs.listens()),
  silver_user_artists: inputs => withLabels(inputs, inputs.matrix(), userArtists),
  silver_user_genres: inputs => withLabels(inputs, inputs.matrix(), userGenres),
  silver_user_features: inputs => userFeatures(inputs.db, inputs.matrix()),
  silver_user_weeks: inputs => userWeeks(inputs.listens()),
  silver_weekly_trending_tracks: inputs => weeklyTrendingTracks(inputs.weekly()),
  silver_song_similarity_by_playlist: inputs => songSimilarityByPlaylist(inputs.db),
  gold_genre_popularity_by_week: inputs => withLabels(inputs, inputs.weekly(), genrePopularityByWeek),
  gold_retention_by_cohort: inputs => retentionByCohort(inputs.db),
  gold_listening_heatmap: inputs => listeningHeatmap(inputs.listens()),
  gold_top_artists_by_month: inputs =>
    withLabels(inputs, inputs.listens(), (listens, labels) => topArtistsByMonth(inputs.db, listens, labels)),
  gold_track_lifecycle: inputs => trackLifecycle(inputs.db, inputs.weeklyPlays()),
  gold_user_insights: inputs =>
    withLabels(inputs, inputs.matrix(), (matrix, labels) => userInsights(inputs.db, inputs.listens(), matrix, labels)),
};

function withLabels<T extends { tracks: readonly Value[] }>(
  inputs: KernelInputs,
  played: T,
  kernel: (played: T, labels: Labels) => Rows,
): Rows {
  return kernel(played, inputs.labels(played.tracks));
}

export const hasKernel = (relation: string): boolean => relation in KERNELS;

/** The rows of a relation by its kernel; undefined where it has none, or where its inputs are not for kernels. */
export function kernelRows(relation: string, inputs: KernelInputs): Rows | undefined {
  try {
    return KERNELS[relation]?.(inputs);
  } catch (error) {
    if (error instanceof NotForKernels) return undefined;
    throw error;
  }
}
