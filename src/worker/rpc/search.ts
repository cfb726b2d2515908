import { bronzeRelations } from '../lakehouse/bronze.ts';
import { relations } from '../lakehouse/relations.ts';
import { journal } from '../app-state/journal.ts';
import { listNotebooks } from '../app-state/notebook-files.ts';
import type { AppState } from '../app-state/open.ts';
import { listModels } from '../recommenders/models/model-store.ts';
import { findListeners, findTracks } from './people-and-tracks.ts';
import type { LakeHolder } from './open-lake.ts';

export interface SearchHit {
  kind: 'relation' | 'column' | 'notebook' | 'model' | 'report' | 'job' | 'listener' | 'track';
  ref: string | number;
  title: string;
  detail: string;
}

/** Everything whose name or description holds the words, names that begin with them first. */
export function search(holder: LakeHolder, state: AppState, text: string, limit: number): SearchHit[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '');
  if (words.length === 0) return [];
  const ranked = [...declared(), ...notebooks(state), ...stored(holder)]
    .map(hit => ({ hit, score: scoreOf(hit, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const found = ranked.slice(0, limit).map(({ hit }) => hit);
  return found.length >= limit ? found : [...found, ...people(holder, text, limit - found.length)];
}

function scoreOf({ title, detail }: SearchHit, words: readonly string[]): number {
  const name = title.toLowerCase();
  const about = detail.toLowerCase();
  let score = 0;
  for (const word of words) {
    if (name === word) score += 8;
    else if (name.startsWith(word)) score += 4;
    else if (name.includes(word)) score += 2;
    else if (about.includes(word)) score += 1;
    else return 0;
  }
  return score;
}

function declared(): SearchHit[] {
  return [
    ...bronzeRelations().map(({ name, grain, columns }) => ({ name, grain, columns })),
    ...relations().map(({ name, header }) => ({ name, grain: header.grain, columns: header.columns })),
  ].flatMap(({ name, grain, columns }) => [
    { kind: 'relation' as const, ref: name, title: name, detail: grain },
    ...columns.map(column => ({
      kind: 'column' as const,
      ref: `${name}.${column.name}`,
      title: column.name,
      detail: `column of ${name}`,
    })),
  ]);
}

const notebooks = (state: AppState): SearchHit[] =>
  listNotebooks(state, journal(state.db)).map(({ ref, title, description }) => ({
    kind: 'notebook',
    ref,
    title,
    detail: description,
  }));

function stored(holder: LakeHolder): SearchHit[] {
  const { lake, jobs } = holder.current();
  const reports = lake.db.prepare('select report_id, title, created_at from lake_reports').all() as {
    report_id: number;
    title: string;
    created_at: string;
  }[];
  return [
    ...listModels(lake).map(model => ({
      kind: 'model' as const,
      ref: model.modelId,
      title: model.title,
      detail: `${model.modelId}, ${model.state}, fitted ${model.fittedAt}`,
    })),
    ...reports.map(report => ({
      kind: 'report' as const,
      ref: report.report_id,
      title: report.title,
      detail: report.created_at,
    })),
    ...jobs
      .list({ limit: 200 })
      .map(job => ({ kind: 'job' as const, ref: job.jobId, title: job.title, detail: `${job.kind}, ${job.state}` })),
  ];
}

function people(holder: LakeHolder, text: string, limit: number): SearchHit[] {
  const { db } = holder.current().lake;
  const listeners = findListeners(db, text, limit).map(each => ({
    kind: 'listener' as const,
    ref: each.userId,
    title: each.name,
    detail: `listener ${each.userId}, ${each.plays} plays`,
  }));
  const tracks = findTracks(db, text, limit).map(each => ({
    kind: 'track' as const,
    ref: each.trackId,
    title: each.title,
    detail: each.artist,
  }));
  return [...listeners, ...tracks].slice(0, limit);
}
