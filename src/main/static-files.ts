import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
  '.map': 'application/json',
};

/**
 * A file of `folder`, or its index.html for a path without an extension: pages have addresses of their own, and the
 * interface shows the right one. Files with a hash in their name never change.
 */
export async function staticFile(folder: string, path: string): Promise<Response> {
  const name = extname(path) === '' ? 'index.html' : path;
  const file = normalize(join(folder, name));
  if (!file.startsWith(folder + sep)) return new Response('not found', { status: 404 });
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) return new Response('not found', { status: 404 });
  return new Response(bytes, {
    headers: {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-length': String(bytes.length),
      'cache-control': /-[\w-]{8}\.\w+$/.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  });
}
