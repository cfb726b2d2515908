// Compiles the kernels: src/worker/matrix/wasm/*.ts (AssemblyScript) → kernels.wasm beside them, which is committed.
// `node scripts/build-wasm.mjs`; a test compares the committed file with a fresh compile.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src', 'worker', 'matrix', 'wasm');

/** The bytes of kernels.wasm, compiled afresh. */
export async function compileKernels() {
  let bytes = null;
  const { error, stderr } = await asc.main(
    [
      'index.ts',
      ...['--outFile', 'kernels.wasm', '--baseDir', folder, '--runtime', 'stub', '--use', 'abort=', '--noAssert'],
      ...['--optimizeLevel', '3', '--shrinkLevel', '0', '--converge', '--enable', 'simd,threads,bulk-memory'],
      ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
    ],
    { writeFile: (_name, contents) => (bytes = contents) },
  );
  if (error !== null || bytes === null) throw new Error(`the kernels do not compile: ${error?.message}\n${stderr}`);
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = await compileKernels();
  writeFileSync(join(folder, 'kernels.wasm'), bytes);
  console.log(`kernels.wasm: ${bytes.length} bytes`);
}
