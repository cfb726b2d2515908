import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';

/** The worker on a disk that is full for as long as the file TRACKLAKE_TEST_FULL is there: half of what the event log writes goes in. */
const write = promisify(fs.write);
const { TRACKLAKE_TEST_FULL: flag = '' } = process.env;
const writeSome = () => {
  throw new Error('the log writes by promise');
};
writeSome[promisify.custom] = async (file, buffer, offset, length, position) => {
  if (!fs.existsSync(flag)) return write(file, buffer, offset, length, position);
  await write(file, buffer, offset, Math.ceil(length / 2), position);
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
};
fs.write = writeSome;
syncBuiltinESMExports();
await import('../../src/worker/index.ts');
