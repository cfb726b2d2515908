// A compute thread: instantiates the kernels over the shared memory and takes chunks of whatever task is set, until its
// parent ends. Plain JavaScript, so that it starts from the sources, from the bundle and inside Electron alike.
import { workerData } from 'node:worker_threads';

const { module, memory, control, args, kernels, scratch } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });

// Words of `control`, as in thread-pool.ts.
const [TASK, KERNEL, ARGUMENTS, CHUNKS, NEXT, ACTIVE] = [0, 1, 2, 3, 4, 5];

for (let seen = 0; ;) {
  Atomics.wait(control, TASK, seen);
  const task = Atomics.load(control, TASK);
  if (task === seen) continue;
  seen = task;
  const kernel = exports[kernels[control[KERNEL]]];
  const values = args.slice(0, control[ARGUMENTS]);
  const chunks = control[CHUNKS];
  for (let chunk = Atomics.add(control, NEXT, 1); chunk < chunks; chunk = Atomics.add(control, NEXT, 1))
    kernel(chunk, scratch, ...values);
  if (Atomics.sub(control, ACTIVE, 1) === 1) Atomics.notify(control, ACTIVE);
}
