import { build } from 'vite';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import electronViteConfig from '../../electron.vite.config.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'tracklake');

/** The interface as it ships, built when its sources changed since the last time. Returns the folder. */
export async function builtRenderer(): Promise<string> {
  const folder = join(CACHE, `renderer-${sourceHash()}`);
  if (existsSync(folder)) return folder;
  const beside = `${folder}.${process.pid}`;
  const config =
    typeof electronViteConfig === 'object' && 'renderer' in electronViteConfig
      ? electronViteConfig.renderer
      : undefined;
  if (config === undefined) throw new Error('electron.vite.config.ts has no renderer');
  await build({
    ...config,
    configFile: false,
    logLevel: 'error',
    build: { ...config.build, outDir: beside, emptyOutDir: true },
  });
  try {
    renameSync(beside, folder);
  } catch (error) {
    // another test process was faster
    rmSync(beside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  removeOthers(folder);
  return folder;
}

function sourceHash(): string {
  const hash = createHash('sha256');
  for (const folder of ['src/renderer', 'src/shared']) {
    const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter(file =>
      /\.(tsx?|js|css|html)$/.test(file),
    );
    for (const file of files.sort()) hash.update(file).update(readFileSync(join(ROOT, folder, file)));
  }
  for (const file of ['electron.vite.config.ts', 'package-lock.json']) hash.update(readFileSync(join(ROOT, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Builds of an hour ago go: a younger one may be in use by another run, of other sources. */
function removeOthers(folder: string): void {
  mkdirSync(CACHE, { recursive: true });
  for (const name of readdirSync(CACHE).filter(each => /^renderer-[0-9a-f]{16}$/.test(each))) {
    const path = join(CACHE, name);
    if (path !== folder && Date.now() - statSync(path).mtimeMs > HOUR_MS)
      rmSync(path, { recursive: true, force: true });
  }
}

const HOUR_MS = 3_600_000;
