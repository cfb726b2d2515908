import { collect } from '../../src/worker/collectors/collect.ts';
import { openConnections } from '../../src/worker/collectors/connections.ts';
import { WORLD } from '../../src/worker/collectors/http/api-client.ts';
import { openKeyStore } from '../../src/worker/collectors/keys/key-store.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';

/** Collects in a process of its own, to be killed: LAKE, STATE, SOURCE. */
const [lakePath = '', state = '', source = ''] = process.argv.slice(2);
const lake = openLakehouse(lakePath);
const world = { ...WORLD, sleep: () => new Promise(setImmediate) };
const summary = await collect(lake, { source }, quietContext(), {
  keys: openKeyStore(state, undefined, {}),
  connections: openConnections(state, {}),
  world,
});
lake.close();
process.stdout.write(JSON.stringify(summary));
