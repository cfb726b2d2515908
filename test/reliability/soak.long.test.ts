import { expect, test } from 'vitest';
import { startTestHost } from '../support/host.ts';
import { soak } from './soak.ts';

const MINUTES = Number(process.env['MINUTES'] ?? 30);

test(`${MINUTES} minutes of import, query, export and kill: memory stays where it is`, async () => {
  const host = await startTestHost();
  try {
    const { rounds, megabytes, megabytesPerMinute } = await soak(host, MINUTES);
    process.stdout.write(
      `${rounds} rounds in ${MINUTES} minutes: ${megabytes[0]?.toFixed(0)} MB at first, ${megabytes.at(-1)?.toFixed(0)} MB at last, ` +
        `${megabytesPerMinute.toFixed(2)} MB a minute in the second half\n`,
    );
    expect(megabytesPerMinute).toBeLessThanOrEqual(1);
  } finally {
    await host.close();
  }
});
