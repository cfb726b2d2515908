import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamSource } from '../../src/shared/rpc/events.ts';
import { kafkaBroker, whyNoKafka } from '../support/kafka/broker.ts';
import { createTopic, playMessage, sendMessages } from '../support/kafka/plays.ts';

/**
 * Events from a topic of a real broker: how many a second become bronze, durably, while the topic is read from its
 * beginning. Counted from the first look at which bronze had some, so that starting is left out.
 */
const small = process.argv.includes('--small');
const MESSAGES = small ? 100_000 : 500_000;
const PROMISED = 5000;
const reason = whyNoKafka();
if (reason !== null) {
  console.log(`skipped: ${reason}`);
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'tracklake-kafka-bench-'));
const broker = await kafkaBroker(join(folder, 'kafka'));
await broker.start();
await createTopic(broker.address);
for (let from = 0; from < MESSAGES; from += 5000)
  await sendMessages(
    broker.address,
    Array.from({ length: 5000 }, (_, n) => playMessage(from + n)),
    'lz4',
  );
mkdirSync(join(folder, 'streams'));
writeFileSync(join(folder, 'streams', 'kafka.yaml'), `brokers: ['${broker.address}']\ntopics: { plays: listening }\n`);
const child = spawn(process.execPath, [join(import.meta.dirname, '../support/host-process.ts'), folder], {
  stdio: ['ignore', 'pipe', 'inherit'],
});

try {
  const [first] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { origin, token } = JSON.parse(first) as { origin: string; token: string };
  const inBronze = async (): Promise<number> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${origin}/rpc/events/sources`, { method: 'POST', headers, body: '{}' });
    const { json } = (await answer.json()) as { json: StreamSource[] };
    const parts = json.find(({ name }) => name === 'kafka')?.partitions ?? [];
    return parts.reduce((sum, { inBronzeTo }) => sum + inBronzeTo, 0);
  };
  let began = 0;
  let before = 0;
  for (let at = 0; at < MESSAGES;) {
    await sleep(50);
    at = await inBronze();
    if (before === 0 && at > 0) [began, before] = [performance.now(), at];
  }
  const perSecond = ((MESSAGES - before) / (performance.now() - began)) * 1000;
  console.table([
    {
      what: `${MESSAGES} events from a topic into bronze`,
      found: `${perSecond.toFixed(0)} events/s`,
      bound: `≥ ${PROMISED}/s`,
      met: perSecond >= PROMISED,
    },
  ]);
  process.exitCode = perSecond >= PROMISED ? 0 : 1;
} finally {
  child.kill('SIGTERM');
  await once(child, 'exit');
  await broker.kill();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
