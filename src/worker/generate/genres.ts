/** What a genre sounds like on average; `weight` is its share of the catalogue. */
export interface Genre {
  readonly name: string;
  readonly weight: number;
  readonly tempo: number;
  readonly danceability: number;
  readonly energy: number;
  readonly valence: number;
  readonly acousticness: number;
  readonly instrumentalness: number;
  readonly loudness: number;
  readonly explicit: number;
}

const genre = (
  name: string,
  weight: number,
  [tempo, danceability, energy, valence, acousticness, instrumentalness, loudness, explicit]: [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ],
): Genre => ({
  name,
  weight,
  tempo,
  danceability,
  energy,
  valence,
  acousticness,
  instrumentalness,
  loudness,
  explicit,
});

/** The genres of the generated world, the most listened first. A world with fewer takes the first ones. */
export const GENRES: readonly Genre[] = [
  genre('pop', 14, [118, 0.66, 0.66, 0.55, 0.22, 0.02, -5.8, 0.12]),
  genre('hip hop', 12, [96, 0.76, 0.64, 0.48, 0.16, 0.02, -6.4, 0.55]),
  genre('rock', 10, [124, 0.5, 0.78, 0.5, 0.12, 0.08, -6.2, 0.08]),
  genre('electronic', 8, [126, 0.68, 0.76, 0.42, 0.08, 0.42, -7, 0.03]),
  genre('r&b', 7, [102, 0.7, 0.52, 0.5, 0.3, 0.02, -7.2, 0.3]),
  genre('indie', 7, [120, 0.56, 0.6, 0.46, 0.3, 0.12, -7.6, 0.06]),
  genre('latin', 6, [104, 0.75, 0.72, 0.68, 0.22, 0.01, -5.4, 0.15]),
  genre('country', 5, [116, 0.58, 0.64, 0.58, 0.32, 0.01, -6.4, 0.02]),
  genre('metal', 4, [132, 0.42, 0.9, 0.32, 0.04, 0.2, -5.2, 0.18]),
  genre('jazz', 4, [112, 0.54, 0.36, 0.5, 0.68, 0.44, -12.4, 0.01]),
  genre('classical', 3, [104, 0.3, 0.2, 0.26, 0.92, 0.82, -19.5, 0]),
  genre('house', 3, [124, 0.78, 0.78, 0.52, 0.06, 0.5, -6.8, 0.03]),
  genre('techno', 3, [132, 0.72, 0.82, 0.3, 0.03, 0.74, -7.4, 0.02]),
  genre('folk', 3, [112, 0.5, 0.36, 0.44, 0.76, 0.08, -11.2, 0.02]),
  genre('soul', 3, [104, 0.64, 0.52, 0.62, 0.42, 0.03, -8.2, 0.04]),
  genre('punk', 2, [158, 0.46, 0.9, 0.52, 0.05, 0.04, -5, 0.2]),
  genre('reggae', 2, [92, 0.74, 0.56, 0.7, 0.24, 0.04, -7.2, 0.06]),
  genre('blues', 2, [108, 0.54, 0.5, 0.54, 0.48, 0.1, -9.4, 0.02]),
  genre('ambient', 2, [88, 0.3, 0.18, 0.14, 0.78, 0.86, -20.4, 0]),
  genre('drum and bass', 2, [172, 0.56, 0.88, 0.36, 0.04, 0.46, -5.6, 0.04]),
  genre('afrobeats', 2, [108, 0.78, 0.68, 0.66, 0.24, 0.04, -6, 0.1]),
  genre('k-pop', 2, [122, 0.68, 0.8, 0.6, 0.12, 0.01, -4.4, 0.02]),
  genre('funk', 2, [110, 0.74, 0.7, 0.76, 0.22, 0.08, -7.2, 0.04]),
  genre('soundtrack', 2, [106, 0.34, 0.34, 0.26, 0.66, 0.7, -14.8, 0]),
  genre('gospel', 1, [102, 0.5, 0.56, 0.56, 0.4, 0.01, -7.4, 0]),
  genre('disco', 1, [118, 0.76, 0.72, 0.8, 0.14, 0.06, -7.4, 0]),
  genre('bossa nova', 1, [118, 0.62, 0.38, 0.62, 0.72, 0.18, -11.4, 0]),
  genre('trip hop', 1, [94, 0.64, 0.5, 0.34, 0.3, 0.4, -9.6, 0.06]),
  genre('grime', 1, [140, 0.72, 0.76, 0.46, 0.1, 0.03, -6, 0.6]),
  genre('chanson', 1, [112, 0.52, 0.46, 0.5, 0.56, 0.02, -9.2, 0.02]),
];
