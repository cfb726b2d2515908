import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kafkaConfig, kafkaConfigPath } from '../../../src/worker/stream/kafka-config.ts';

let folder: string;
let lake: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-kafka-'));
  lake = join(folder, 'a.lake');
  mkdirSync(dirname(kafkaConfigPath(lake)));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('topics are declared beside the lakehouse', () => {
  expect(kafkaConfig(lake)).toBeNull();
  writeFileSync(kafkaConfigPath(lake), `brokers: ['127.0.0.1:9092']\ntopics: { plays: listening }\n`);
  expect(kafkaConfig(lake)).toEqual({ brokers: ['127.0.0.1:9092'], topics: { plays: 'listening' } });
});

test.each([
  [`brokers: []\ntopics: {}\n`, /kafka\.yaml: brokers: /],
  [`brokers: ['127.0.0.1']\ntopics: { plays: listening }\n`, /kafka\.yaml: brokers\.0: host:port/],
  [`brokers: ['a:1']\ntopics: { plays: lisening }\n`, /kafka\.yaml: topics\.plays: /],
  [`brokers: ['a:1'\n`, /kafka\.yaml: /],
])('a wrong file is refused with its place: %j', (text, message) => {
  writeFileSync(kafkaConfigPath(lake), text);
  expect(() => kafkaConfig(lake)).toThrow(message);
});
