import { spawn } from 'node:child_process';

/** Opens an address in the person's browser, where there is one. Never fails: the address was printed. */
export function openInBrowser(url: string, env: NodeJS.ProcessEnv = process.env): void {
  const command = openerOf(process.platform, env);
  if (command === undefined) return;
  const child = spawn(command[0], [...command.slice(1), url], { stdio: 'ignore', detached: true });
  child.once('error', () => {});
  child.unref();
}

function openerOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): [string, ...string[]] | undefined {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['cmd', '/c', 'start', ''];
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open'] : undefined;
}
