import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Admin } from '@platformatic/kafka';
import { setTimeout as sleep } from 'node:timers/promises';

export interface KafkaBroker {
  address: string;
  /** Ends the broker's process at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  start(): Promise<void>;
}

/** Why no broker can be had here, or null. */
export function whyNoKafka(): string | null {
  const missing = ['java', 'mvn'].filter(tool => spawnSync(tool, ['-version']).status !== 0);
  return missing.length > 0 ? `no Kafka broker here: ${missing.join(' and ')} not found` : null;
}

/** A single real broker in KRaft mode on loopback, with its data under `folder`. */
export async function kafkaBroker(folder: string): Promise<KafkaBroker> {
  const classPath = join(brokerJars(), '*');
  const [port, controllerPort] = [await freePort(), await freePort()];
  const config = join(folder, 'server.properties');
  mkdirSync(folder, { recursive: true });
  writeFileSync(config, properties(folder, port, controllerPort));
  const logging = join(folder, 'log4j2.properties');
  writeFileSync(logging, 'rootLogger.level=error\n');
  const java = (main: string, args: string[]): string[] => [
    ...['-Xmx512m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'], // it lives for seconds
    `-Dlog4j2.configurationFile=${logging}`,
    '-cp',
    classPath,
    main,
    ...args,
  ];
  const formatted = spawnSync(
    'java',
    java('kafka.tools.StorageTool', ['format', '--standalone', '-t', 'MkU3OEVBNTcwNTJENDM2Qg', '-c', config]),
    { encoding: 'utf8' },
  );
  if (formatted.status !== 0) throw new Error(`formatting Kafka's storage failed: ${formatted.stderr}`);
  const address = `127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  return {
    address,
    async start() {
      child = spawn('java', java('kafka.Kafka', [config]), { stdio: 'ignore' });
      await answering(address);
    },
    async kill() {
      const gone = new Promise(resolve => child?.once('exit', resolve));
      child?.kill('SIGKILL');
      await gone;
    },
  };
}

function brokerJars(): string {
  const lib = join(tmpdir(), 'tracklake-test-kafka-4.1.0');
  if (!existsSync(lib) || readdirSync(lib).length < 20) {
    const pom = join(import.meta.dirname, 'pom.xml');
    const { status, stdout } = spawnSync(
      'mvn',
      ['-q', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${lib}`],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`Maven could not fetch Kafka: ${stdout}`);
  }
  return lib;
}

const properties = (folder: string, port: number, controllerPort: number): string => `
process.roles=broker,controller
node.id=1
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.quorum.bootstrap.servers=127.0.0.1:${controllerPort}
log.dirs=${join(folder, 'data')}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
`;

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** On a machine that does nothing else it answers after four seconds. */
const PATIENCE_MS = 180_000;

async function answering(address: string): Promise<void> {
  for (const began = performance.now(); performance.now() - began < PATIENCE_MS;) {
    const admin = new Admin({ clientId: 'test', bootstrapBrokers: [address], retries: 0 });
    try {
      await admin.listTopics();
      return;
    } catch {
      await sleep(250);
    } finally {
      await admin.close().catch(() => {});
    }
  }
  throw new Error(`the broker at ${address} did not answer within ${PATIENCE_MS / 1000} s`);
}
