import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { join } from 'node:path';
import type { Plugin, Rollup } from 'vite';

const source = (path: string): string => join(import.meta.dirname, 'src', path);

/**
 * The frame in index.html is painted at once: stylesheets, which block what follows them, go behind it. What the first page
 * needs is fetched beside the script that will ask for it.
 */
const frameFirst: Plugin = {
  name: 'frame-first',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const links = html.match(/ *<link rel="stylesheet"[^>]*>\n/g) ?? [];
      const preloads = firstPage(bundle)
        .filter(file => !html.includes(file))
        .map(file => `    <link rel="modulepreload" crossorigin href="./${file}">\n`);
      return links
        .reduce((rest, link) => rest.replace(link, ''), html)
        .replace('</body>', `${[...links, ...preloads].join('')}</body>`);
    },
  },
};

/** The chunks of the page that the app opens with. */
function firstPage(bundle: Rollup.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter(each => each.type === 'chunk');
  const page = chunks.find(chunk => chunk.facadeModuleId === source('renderer/pages/home/page.tsx'));
  const found = new Set(page === undefined ? [] : [page.fileName]);
  for (const file of found)
    for (const needed of chunks.find(chunk => chunk.fileName === file)?.imports ?? []) found.add(needed);
  return [...found];
}

/**
 * The interface, the preload, and everything that runs on Node: Electron's entry, the loopback server, the worker, the cell
 * process and their threads. Those lie in one folder, because they find each other by name.
 */
export default defineConfig({
  main: {
    build: {
      minify: true,
      sourcemap: false,
      externalizeDeps: { exclude: ['@orpc/server', '@orpc/contract', '@orpc/client', 'zod', 'apache-arrow'] },
      rollupOptions: {
        input: {
          index: source('main/index.ts'),
          server: source('main/server.ts'),
          cell: source('cell/index.ts'),
          'query-thread': source('cell/query-thread.ts'),
          worker: source('worker/index.ts'),
          'serving-thread': source('worker/rpc/serving-thread.ts'),
          'sizes-thread': source('worker/rpc/sizes-thread.ts'),
          'job-thread': source('worker/jobs/job-thread.ts'),
          'table-thread': source('worker/importers/formats/table-thread.ts'),
          bodies: source('worker/jobs/bodies.ts'),
          'kernel-thread': source('worker/lakehouse/kernels/kernel-thread.ts'),
          'batch-thread': source('worker/recommenders/serving/batch-thread.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      rollupOptions: {
        input: { index: source('preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' }, // a sandboxed preload is CommonJS
      },
    },
  },
  renderer: {
    root: source('renderer'),
    base: './',
    plugins: [react(), frameFirst],
    build: {
      minify: true,
      sourcemap: false,
      assetsInlineLimit: 0, // the content security policy takes no fonts from data: addresses
      rollupOptions: { input: { index: source('renderer/index.html') } },
    },
  },
});
