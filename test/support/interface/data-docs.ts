import type { DataDocs } from '../../../src/shared/rpc/catalogue.ts';
import { checks, relation, relations } from './relations.ts';

const AT = '2025-01-28T09:13:00.000Z';

/** Data docs of the made-up lakehouse. */
export function dataDocs(none: boolean): DataDocs {
  return {
    madeAt: AT,
    lakeId: '7c0a3a3e-0000-4000-8000-000000000000',
    snapshotId: none ? 0 : 11,
    suites: [
      { suite: 'drift', title: 'Drift', description: 'The newest week is made like the weeks before it.' },
      { suite: 'listening', title: 'Listening', description: 'Plays that a person could have made, counted once.' },
    ],
    checks: none
      ? []
      : [
          ...checks('silver_listens').map(check => ({ ...check, history: [1, 1, 0, 1] as (0 | 1)[] })),
          {
            relation: 'silver_user_weeks',
            kind: 'listening.loops',
            expression: 'Nobody plays one track 80 times in a day',
            severity: 'warn',
            passed: false,
            rowsFailed: 3,
            rowsChecked: 129_994,
            sample: '[{"user_id":7,"track_id":101,"played_on":"2025-01-02","plays":240}]',
            seconds: 0.021,
            checkedAt: AT,
            history: [1, 1, 1, 1, 1, 1, 1, 1, 0],
          },
        ],
    checkSeconds: none ? 0 : 1.2,
    relations: relations.map(summary => {
      const found = relation(summary.name);
      return {
        ...summary,
        columnList: found?.columnList ?? [],
        upstream: found?.upstream ?? [],
        downstream: found?.downstream ?? [],
      };
    }),
    sources: none
      ? []
      : [
          {
            source: 'spotify-extended',
            title: 'Spotify extended streaming history',
            relations: ['bronze_fact_listening_events'],
            loads: 4,
            rowsIn: 81_204,
            rowsLoaded: 79_980,
            waiting: 1_224,
            bytes: 48_120_000,
            firstLoadAt: AT,
            lastLoadAt: AT,
            changes: [{ fileName: 'Streaming_History_Audio_2024_0.json', difference: 'new: audiobook_title', at: AT }],
          },
        ],
    loads: none
      ? []
      : [
          {
            loadId: 10,
            source: 'spotify-extended',
            relation: 'bronze_fact_listening_events',
            fileName: 'Streaming_History_Audio_2024_0.json',
            rowsIn: 20_301,
            rowsLoaded: 19_995,
            rowsQuarantined: 306,
            sha256: 'f2ca1bb6c7e907d06dafe4687e579fce76b37e4e93b7605022da52e6ccc26fd2',
            finishedAt: AT,
          },
        ],
    schemas: [
      {
        name: 'listening.v1',
        kind: 'event',
        version: 1,
        title: 'A play of a track by a user',
        fields: [{ name: 'played_at', type: 'string', required: true, description: 'ISO 8601 in UTC' }],
        registeredAt: none ? null : AT,
        changes: none ? [] : [{ at: AT, difference: 'context may be there now' }],
      },
    ],
  };
}
