import { existsSync } from 'node:fs';

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

export const systemBrowser = (): string | undefined => process.env['TRACKLAKE_CHROMIUM'] ?? SYSTEM.find(existsSync);

/**
 * The Chromium that comes with the packages. It needs libraries that a bare machine lacks; its package brings them for
 * one environment, so that one is named before the package is loaded. They are found by LD_LIBRARY_PATH then.
 */
export async function registryBrowser(): Promise<string> {
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs22.x';
  const { default: bundled } = await import('@sparticuz/chromium');
  return bundled.executablePath();
}

/** Before all tests: unpacks the browser once, so that test files running side by side don't do it at the same time. */
export async function setup(): Promise<void> {
  if (systemBrowser() === undefined) await registryBrowser();
}
