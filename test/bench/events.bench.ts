import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { latencies } from '../../src/shared/domain/latencies.ts';

/**
 * Live events over the API, from this process to a host and its worker: how many are accepted durably by the second,
 * how long a call takes at half the promised rate (counted from when it was due, so that waiting is not left out), and
 * whether bronze has each of them once.
 */
const small = process.argv.includes('--small');
const SECONDS = small ? 3 : 15;
const PROMISED = 5000;
const EVENTS_A_CALL = 50;
const lines: { what: string; found: string; bound: string; met: boolean }[] = [];
const note = (what: string, found: string, bound = '–', met = true): void =>
  void lines.push({ what, found, bound, met });

const folder = mkdtempSync(join(tmpdir(), 'tracklake-events-'));
const child = spawn(process.execPath, [join(import.meta.dirname, '../support/host-process.ts'), folder], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const agent = new Agent({ keepAlive: true, maxSockets: 128 });
let sent = 0;

try {
  const [first] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { origin, token } = JSON.parse(first) as { origin: string; token: string };
  const call = (path: string, input: unknown) => post(`${origin}/rpc/${path}`, token, { json: input });
  const take = async (events: number): Promise<void> => {
    const from = sent;
    sent += events;
    await call('events/take', { events: Array.from({ length: events }, (_, n) => play(from + n)) });
  };
  await flatOut(take, EVENTS_A_CALL, 1);

  const batched = await flatOut(take, EVENTS_A_CALL, SECONDS);
  note(
    `accepted durably, ${EVENTS_A_CALL} a call`,
    `${batched.toFixed(0)} events/s`,
    `≥ ${PROMISED}/s`,
    batched >= PROMISED,
  );
  for (const senders of [8, 64]) {
    const before = cpuMs(child.pid);
    const sentBefore = sent;
    const single = await flatOut(take, 1, SECONDS / 2, senders);
    const each = ((cpuMs(child.pid) - before) / (sent - sentBefore)) * 1000;
    const found = `${single.toFixed(0)} events/s, ${each.toFixed(0)} µs of CPU each`;
    if (senders === 8) note(`accepted durably, one a call, ${senders} senders`, found);
    else note(`accepted durably, one a call, ${senders} senders`, found, `≥ ${PROMISED}/s`, single >= PROMISED);
  }
  await caughtUp(call);

  const times = await atRate(take, PROMISED / 2, SECONDS);
  const p99 = times.quantile(0.99);
  note(`a call at ${PROMISED / 2} events/s, p50`, `${times.quantile(0.5).toFixed(1)} ms`);
  note(`a call at ${PROMISED / 2} events/s, p99`, `${p99.toFixed(1)} ms`, '≤ 50 ms', p99 <= 50);

  const began = performance.now();
  await caughtUp(call);
  note('bronze has caught up after', `${((performance.now() - began) / 1000).toFixed(1)} s`);
  const { inBronzeTo } = (await call('events/lag', undefined)) as { inBronzeTo: number };
  note('events in bronze of those accepted', `${inBronzeTo} of ${sent}`, 'all', inBronzeTo === sent);
} finally {
  child.kill('SIGTERM');
  await once(child, 'exit');
  agent.destroy();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
console.table(lines);
process.exitCode = lines.every(line => line.met) ? 0 : 1;

/** Senders, each with its next call as soon as the one before is answered. */
async function flatOut(
  take: (events: number) => Promise<void>,
  eventsACall: number,
  seconds: number,
  senders = 8,
): Promise<number> {
  const began = performance.now();
  const before = sent;
  const over = (): boolean => performance.now() - began > seconds * 1000;
  await Promise.all(
    Array.from({ length: senders }, async () => {
      while (!over()) await take(eventsACall);
    }),
  );
  return ((sent - before) / (performance.now() - began)) * 1000;
}

/** Calls at fixed times, whether the ones before are answered or not. */
async function atRate(take: (events: number) => Promise<void>, eventsPerSecond: number, seconds: number) {
  const times = latencies();
  const everyMs = (EVENTS_A_CALL / eventsPerSecond) * 1000;
  const began = performance.now();
  const calls: Promise<void>[] = [];
  for (let due = began; due < began + seconds * 1000; due += everyMs) {
    await sleep(Math.max(0, due - performance.now()));
    calls.push(take(EVENTS_A_CALL).then(() => times.record(performance.now() - due)));
  }
  await Promise.all(calls);
  return times;
}

/** What the host and its children have used of the processor; 0 where /proc is not. */
function cpuMs(pid: number | undefined): number {
  if (pid === undefined || !existsSync(`/proc/${pid}/stat`)) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return (Number(fields[11]) + Number(fields[12])) * 10 + children.reduce((sum, each) => sum + cpuMs(Number(each)), 0);
}

async function caughtUp(call: (path: string, input: unknown) => Promise<unknown>): Promise<void> {
  while (((await call('events/lag', undefined)) as { behind: number }).behind > 0) await sleep(100);
}

function post(url: string, token: string, body: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const asked = request(url, { method: 'POST', agent, headers }, answer => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        if (answer.statusCode === 200) resolve((JSON.parse(text) as { json: unknown }).json);
        else reject(new Error(`${url}: ${String(answer.statusCode)} ${text}`));
      });
    });
    asked.once('error', reject);
    asked.end(JSON.stringify(body));
  });
}

function play(id: number): object {
  return {
    type: 'listening',
    event_id: id,
    user_id: id % 1009,
    track_id: `track:${id % 20_011}`,
    played_at: '2025-01-01T10:00:00Z',
    ms_played: 180_000,
    skipped: false,
  };
}
