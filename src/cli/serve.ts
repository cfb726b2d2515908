import { Command } from 'commander';
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { projectFile } from '../worker/project-file.ts';
import { lakeOption } from './lake-path.ts';
import { wholeNumber } from './numbers.ts';

/** `tracklake serve`: the workbench in a browser, from a host that only this machine reaches. */
export function command(): Command {
  return new Command('serve')
    .description('open the workbench on a loopback address, for a browser')
    .option('--port <n>', 'port (default: any free one)', wholeNumber(0), 0)
    .option('--no-open', 'print the address, and leave the browser alone')
    .addOption(lakeOption())
    .action(async ({ lake, port, open }: { lake: string; port: number; open: boolean }) => {
      const args = [
        '--host',
        'loopback',
        '--lake',
        resolve(lake),
        '--port',
        String(port),
        ...(open ? [] : ['--no-open']),
      ];
      const child = spawn(process.execPath, [projectFile('bin', 'start.mjs'), ...args], { stdio: 'inherit' });
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
      process.exitCode = await new Promise<number>(done => child.on('exit', code => done(code ?? 0)));
    });
}
