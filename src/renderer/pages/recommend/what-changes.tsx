import type { ListMetrics } from '../../../shared/rpc/recommended-lists.ts';
import { decimal, percent } from '../../ui/format.ts';
import type { Recommended } from './wishes.ts';

interface Row {
  name: string;
  title: string;
  read: (metrics: ListMetrics) => number | null;
  write: (value: number | null) => string;
}

const asShare = (value: number | null): string => (value === null ? '–' : percent(value, 0));
const asDays = (value: number | null): string => (value === null ? '–' : `${Math.round(value)} d`);

const ROWS: readonly Row[] = [
  {
    name: 'Score kept',
    title: 'The model’s scores of these tracks, as a share of its best list’s',
    read: metrics => metrics.score,
    write: asShare,
  },
  {
    name: 'Diversity',
    title: 'Mean distance of two tracks: 0 one artist, 0.5 one genre, 1 neither',
    read: metrics => metrics.diversity,
    write: value => decimal(value, 2),
  },
  {
    name: 'Novelty',
    title: 'Bits: how surprising it is that somebody knows these tracks',
    read: metrics => metrics.novelty,
    write: value => decimal(value, 2),
  },
  {
    name: 'Popularity',
    title: 'Of these tracks, against that of the tracks that were heard',
    read: metrics => metrics.popularityBias,
    write: value => (value === null ? '–' : `${value.toFixed(2)}×`),
  },
  {
    name: 'Genre misfit',
    title: 'Kullback–Leibler divergence from the genres that were heard; 0 is none',
    read: metrics => metrics.calibration,
    write: value => decimal(value, 2),
  },
  { name: 'Artists', title: 'Different artists in the list', read: metrics => metrics.artists, write: String },
  { name: 'Age', title: 'Median days since release', read: metrics => metrics.ageDays, write: asDays },
];

/** The list as the model gives it beside the list as it is now. */
export function WhatChanges({ metrics: { plain, shown } }: { metrics: Recommended['metrics'] }) {
  return (
    <section className="control-group" aria-label="What the list is like">
      <table className="changes number">
        <thead>
          <tr>
            <th scope="col">What it does</th>
            <th scope="col">Model’s</th>
            <th scope="col">This list</th>
          </tr>
        </thead>
        <tbody>
          {ROWS.map(({ name, title, read, write }) => {
            const [before, after] = [write(read(plain)), write(read(shown))];
            return (
              <tr key={name} data-changed={before !== after || undefined} title={title}>
                <th scope="row">{name}</th>
                <td>{before}</td>
                <td>{after}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
