import Database from 'better-sqlite3';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { seeded } from '../cell/statements.ts';
import { startTestHost, until, type TestHost } from '../support/host.ts';
import { kafkaBroker, whyNoKafka, type KafkaBroker } from '../support/kafka/broker.ts';
import { createTopic, sendMessages, sendPlays } from '../support/kafka/plays.ts';
import { judgeRows, type Judgement } from './kill-events.ts';

const reason = whyNoKafka();
if (reason !== null) console.log(`skipped: ${reason}`);

const CRASHES = 50;
const worker = join(import.meta.dirname, '../../src/worker/index.ts');

interface Outcome extends Judgement {
  brokerCrashes: number;
  workerKills: number;
  acknowledged: number;
  quarantined: unknown[];
  ledgerAddsUp: boolean;
}

test.skipIf(reason !== null)(
  `${CRASHES} crashes of broker and worker under load: every acknowledged message is in bronze, once`,
  async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const outcome = await crashUnderLoad(worker, CRASHES, seeded(seed));
    console.log(`seed ${seed}:`, outcome);
    const { lost, doubled, quarantined, ledgerAddsUp } = outcome;
    expect({ lost, doubled, ledgerAddsUp }).toEqual({ lost: 0, doubled: 0, ledgerAddsUp: true });
    expect(quarantined).toEqual([['schema', 'not json']]);
  },
);

test.skipIf(reason !== null)('control: a worker that stores its offset before the rows loses some', async () => {
  const careless = join(import.meta.dirname, 'careless-worker.mjs');
  const { lost } = await crashUnderLoad(careless, 10, seeded(1));
  expect(lost).toBeGreaterThan(0);
});

/** The app with its real worker reads a real broker; one of both is killed again and again while messages come. */
async function crashUnderLoad(workerEntry: string, crashes: number, random: () => number): Promise<Outcome> {
  let broker: KafkaBroker | undefined;
  const host = await startTestHost({
    breakerOptions: { deaths: 10_000 },
    log: () => {},
    entries: { worker: workerEntry, cell: join(import.meta.dirname, '../../src/cell/index.ts') },
  });
  try {
    broker = await kafkaBroker(join(host.folder, 'kafka'));
    await broker.start();
    await createTopic(broker.address);
    await sendMessages(broker.address, [{ topic: 'plays', key: 'x', value: 'not json', partition: 0 }]);
    declare(host, broker.address);
    await host.rpc.events.pause({ source: 'kafka' });
    await host.rpc.events.resume({ source: 'kafka' });
    const sender = sendPlays(broker.address);
    const done = { brokerCrashes: 0, workerKills: 0 };
    for (let n = 0; n < crashes; n += 1) {
      const rows = rowsIn(host);
      await until(() => rowsIn(host) > rows, 300_000);
      await sleep(random() * 1500);
      if (n % 10 === 9) console.log(`crash ${n + 1} of ${crashes}: ${rowsIn(host)} rows in bronze`);
      if (random() < 0.5) {
        const { pid } = host.children.worker.report();
        if (pid !== null) process.kill(pid, 'SIGKILL');
        done.workerKills += 1;
      } else {
        await broker.kill();
        await broker.start();
        done.brokerCrashes += 1;
      }
    }
    await sender.stop();
    await until(() => caughtUp(host), 300_000);
    return { ...done, acknowledged: sender.acknowledged.size, ...judge(host, sender.acknowledged) };
  } finally {
    await host.close();
    await broker?.kill();
  }
}

function declare({ lakePath }: TestHost, address: string): void {
  const folder = join(dirname(lakePath), 'streams');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kafka.yaml'), `brokers: ['${address}']\ntopics: { plays: listening }\n`);
}

/** False too while the worker that was killed last is on its way. */
async function caughtUp(host: TestHost): Promise<boolean> {
  const sources = await host.rpc.events.sources().catch(() => []);
  const kafka = sources.find(({ name }) => name === 'kafka');
  return kafka?.state === 'reading' && kafka.trouble === null && kafka.partitions.every(({ behind }) => behind === 0);
}

function judge(host: TestHost, acknowledged: ReadonlySet<number>) {
  const db = new Database(host.lakePath, { readonly: true });
  try {
    const ids = db.prepare('select event_id from bronze_fact_listening_events').pluck().all() as number[];
    const adds = 'select sum(rows_in) = sum(rows_loaded + rows_quarantined) from lake_loads';
    return {
      ...judgeRows(ids, acknowledged),
      quarantined: db.prepare('select reason, raw from lake_quarantine').raw().all(),
      ledgerAddsUp: db.prepare(adds).pluck().get() === 1,
    };
  } finally {
    db.close();
  }
}

function rowsIn({ lakePath }: TestHost): number {
  const db = new Database(lakePath, { readonly: true });
  try {
    return db.prepare('select count(*) from bronze_fact_listening_events').pluck().get() as number;
  } finally {
    db.close();
  }
}
