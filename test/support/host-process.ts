import { serveLoopback } from '../../src/main/server.ts';

/** The loopback host as a process of its own, over the lakehouse in a folder: `node host-process.ts FOLDER [RENDERER]`. Prints origin and token. */
const [folder = '', rendererFolder] = process.argv.slice(2);
const host = await serveLoopback({
  lakePath: `${folder}/test.lake`,
  cacheFolder: `${folder}/cache`,
  stateFolder: `${folder}/state`,
  ...(rendererFolder === undefined ? {} : { rendererFolder }),
});
process.stdout.write(`${JSON.stringify({ origin: host.origin, token: host.token })}\n`);
process.once('SIGTERM', () => void host.close().then(() => process.exit(0)));
