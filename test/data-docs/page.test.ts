import { describe, expect, it } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { dataDocs } from '../../src/worker/data-docs/data-docs.ts';
import { dataDocsPage } from '../../src/worker/data-docs/page.ts';
import { relations } from '../../src/worker/lakehouse/relations.ts';
import { suites } from '../../src/worker/checks/suite.ts';
import { dataDocsSchema } from '../../src/shared/rpc/catalogue.ts';
import { withLake } from '../lakehouse/support/lake.ts';
import { loadRows } from '../lakehouse/support/load.ts';
import { buildWorld } from '../lakehouse/support/world.ts';
import { PAYLOADS } from '../support/xss.ts';

const NOW = new Date('2025-01-15T00:00:00Z');

describe('data docs', () => {
  it('hold every relation, every check with its history and cost, sources and schemas', () => {
    withLake(lake => {
      buildWorld(lake);
      loadRows(lake, 'bronze_fact_listening_events', [{ user_id: 1, track_id: 10, played_at: '2025-01-09T10:00:00Z' }]);
      buildLakehouse(lake, {}, quietContext());
      const docs = dataDocs(lake, NOW);
      expect(() => dataDocsSchema.parse(docs)).not.toThrow();
      const page = dataDocsPage(docs);
      for (const { name, header } of relations()) {
        expect(page).toContain(`id="${name}"`);
        expect(docs.relations.find(each => each.name === name)?.grain).toBe(header.grain);
      }
      for (const check of suites().flatMap(({ checks }) => checks)) expect(page).toContain(escaped(check.says));
      const known = docs.checks.find(({ kind }) => kind === 'identity.known_listeners');
      expect(known).toMatchObject({ passed: false, severity: 'warn', history: [0, 0] });
      expect(known?.seconds).toBeGreaterThanOrEqual(0);
      expect(docs.sources).toMatchObject([{ source: 'test', waiting: 0 }]);
      expect(
        docs.schemas.find(({ name }) => name === 'listening.v1')?.fields.find(field => field.name === 'user_id'),
      ).toMatchObject({ required: true });
    });
  });

  it('as a file run nothing and load nothing, whatever the data says', () => {
    withLake(lake => {
      buildWorld(lake);
      const hostile = PAYLOADS.map((payload, i) => [i + 100, payload] as const);
      const add = lake.db.prepare(
        `insert into lake_loads (load_id, run_id, sha256, source, parser_version, relation, file_name, path, bytes, rows_in, rows_loaded,
           rows_quarantined, row_digest, started_at, finished_at)
         values (?, 'r', ?, ?, 1, 'bronze_dim_users', ?, '', 0, 0, 0, 0, '', ?, ?)`,
      );
      for (const [id, payload] of hostile) {
        add.run(id, `sha-${id}-${payload}`, `source ${payload}`, payload, '2025-01-01T00:00:00Z', payload);
        lake.db
          .prepare('insert into lake_source_changes values (?, ?, ?, ?)')
          .run(id, JSON.stringify([payload]), '[]', payload);
      }
      const page = dataDocsPage(dataDocs(lake, NOW));
      const [head = '', ...styles] = page.split(/<style>[\s\S]*?<\/style>/);
      const body = styles.join('');
      expect(body).not.toMatch(/<script|<img|<iframe|<svg|<object|<embed|<link|<form|<base/i);
      expect(body.match(/<[a-z][^<>]*\son\w+\s*=/gi)).toBeNull();
      expect(body.match(/(?:href|src)="(?!#)/gi)).toBeNull();
      expect(head).toContain('default-src &#39;none&#39;; style-src &#39;sha256-');
      expect(head).not.toContain('unsafe-inline');
      expect(body).toContain('&lt;script');
      expect(hostile.filter(([, payload]) => /<(script|img|svg|iframe)/i.test(payload)).length).toBeGreaterThan(20);
    });
  });
});

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('`', '&#96;');
