import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * `npm run bench [-- NAME… --small]`: runs the benchmarks of this folder one after another, each in a process of its
 * own. Every one prints its figures as ratios within its run, with its bound, and fails when the bound is not met.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { small: { type: 'boolean', default: false } },
});
const known = globSync('*.bench.ts', { cwd: import.meta.dirname })
  .map(file => basename(file, '.bench.ts'))
  .sort();
const wanted = positionals.length > 0 ? positionals : known;
const strangers = wanted.filter(name => !known.includes(name));
if (strangers.length > 0) {
  console.error(`unknown benchmark: ${strangers.join(', ')} (known: ${known.join(', ')})`);
  process.exit(2);
}

const missed = wanted.filter(name => {
  console.log(`\n━━ ${name}`);
  const { status } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, `${name}.bench.ts`), ...(values.small ? ['--small'] : [])],
    { stdio: 'inherit' },
  );
  return status !== 0;
});
console.log(
  missed.length === 0
    ? `\nall ${wanted.length} within their bounds`
    : `\nnot within their bounds: ${missed.join(', ')}`,
);
process.exitCode = missed.length === 0 ? 0 : 1;
