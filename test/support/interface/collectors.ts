import type { CollectorInfo, SourceCheck } from '../../../src/shared/rpc/collectors.ts';

const source = (own: Pick<CollectorInfo, 'source' | 'title'> & Partial<CollectorInfo>): CollectorInfo => ({
  accountOf: 'named',
  keyKind: 'key',
  keyHelp: 'An API key of your own',
  key: { kind: 'missing' },
  account: null,
  clientId: null,
  baseUrl: null,
  ownUrl: `https://api.${own.source}.example`,
  requestsPerSecond: 5,
  collected: [],
  ...own,
});

const play = { stream: 'plays', account: 'ana', movedAt: '2025-01-28T09:13:00Z', completedAt: null };

/** Sources in every state that their setting shows. */
export const SOURCES: CollectorInfo[] = [
  source({
    source: 'lastfm',
    title: 'Last.fm',
    key: { kind: 'stored', sealed: false },
    account: 'ana',
    collected: [{ ...play, title: 'scrobbles', pages: 212, newRecords: 42_311, underWay: true }],
  }),
  source({ source: 'listenbrainz', title: 'ListenBrainz', keyKind: 'token', keyHelp: 'Your user token' }),
  source({
    source: 'spotify',
    title: 'Spotify',
    accountOf: 'signed in',
    keyKind: 'sign-in',
    keyHelp: 'Sign in with an app of your own',
    key: { kind: 'locked' },
    account: 'ana',
    clientId: '0123456789abcdef0123456789abcdef',
  }),
  source({
    source: 'musicbrainz',
    title: 'MusicBrainz',
    accountOf: 'none',
    keyKind: 'none',
    keyHelp: 'MusicBrainz needs no key',
    requestsPerSecond: 1,
  }),
];

export const CHECK: SourceCheck = {
  ok: false,
  steps: [
    { step: 'account and key', ok: true, message: 'given' },
    { step: 'connection', ok: true, message: 'it answers' },
    { step: 'format', ok: false, message: 'Last.fm answers in a form that is not known here: recenttracks: Required' },
  ],
  milliseconds: 212,
  limits: '29 of 30 requests left',
  newFields: ['loved', 'mood'],
};
