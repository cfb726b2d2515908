import type { StoredModel } from '../recommenders/models/model-store.ts';

/** A model's card as Markdown, for reading. */
export function cardText({ title, card, params, fittedAt, seconds }: StoredModel): string {
  const { data, notes, publications } = card;
  return [
    `## ${title}`,
    '',
    `Fitted ${fittedAt} in ${seconds.toFixed(1)} s, on plays up to ${data.asOf?.slice(0, 10) ?? 'an unknown day'}: ${count(data.users)} listeners, ${count(data.tracks)} tracks, ${count(data.plays)} plays.`,
    ...(data.synthetic ? ['', '**The data is synthetic**: its figures say nothing about real listeners.'] : []),
    ...(notes.length > 0 ? ['', ...notes.map(note => `- ${note}`)] : []),
    '',
    '```json',
    JSON.stringify(params, null, 2),
    '```',
    ...(publications.length > 0
      ? ['', ...publications.map(({ at, action, reason }) => `- ${at}: ${action} (${reason})`)]
      : []),
  ].join('\n');
}

const count = (number: number): string => number.toLocaleString('en');
