import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { join } from 'node:path';

const source = (path: string): string => join(import.meta.dirname, 'src', path);

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
          'job-thread': source('worker/jobs/job-thread.ts'),
          'table-thread': source('worker/importers/formats/table-thread.ts'),
          bodies: source('worker/jobs/bodies.ts'),
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
    plugins: [react()],
    build: {
      minify: true,
      sourcemap: false,
      assetsInlineLimit: 0, // the content security policy takes no fonts from data: addresses
      rollupOptions: { input: { index: source('renderer/index.html') } },
    },
  },
});
