import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';

/** The worker with a broken event log: it says that events are written before they are. A test of kills must notice. */
const write = promisify(fs.write);
const forgetful = () => {
  throw new Error('the log writes by promise');
};
forgetful[promisify.custom] = async (file, buffer, offset, length, position) => {
  setTimeout(() => void write(file, buffer, offset, length, position).catch(() => {}), 100);
  return { bytesWritten: length, buffer };
};
fs.write = forgetful;
syncBuiltinESMExports();
await import('../../src/worker/index.ts');
