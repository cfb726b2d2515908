import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';

/** The worker that keeps all that its event log writes. A soak must notice. */
const write = promisify(fs.write);
const kept = [];
const keeping = () => {
  throw new Error('the log writes by promise');
};
keeping[promisify.custom] = (file, buffer, ...rest) => {
  kept.push(Buffer.concat([buffer, buffer, buffer]));
  return write(file, buffer, ...rest);
};
fs.write = keeping;
syncBuiltinESMExports();
await import('../../src/worker/index.ts');
