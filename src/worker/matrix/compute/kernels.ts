import { readFileSync } from 'node:fs';
import { projectFile } from '../../project-file.ts';

/** What runs over chunks. The order is part of the protocol with the compute threads. */
export const KERNEL_NAMES = [
  'dotScan',
  'packPanel',
  'gemm',
  'rotateRows',
  'gramPartial',
  'alsRows',
  'sparseTimesDense',
  'bprSteps',
  'nearestRows',
  'softmaxColumns',
  'weightedSum',
  'largestOf',
  'panelScan',
  'alsBlocks',
] as const;
export type KernelName = (typeof KERNEL_NAMES)[number];

/** Does one chunk of its work with its own scratch memory; addresses are bytes, the rest is counts and numbers. */
export type Kernel = (chunk: number, scratch: number, ...values: number[]) => void;
export type Kernels = Readonly<Record<KernelName, Kernel>>;

let compiled: WebAssembly.Module | null | undefined;

/** The compiled WebAssembly kernels; null where this machine has no SIMD or threads (or TRACKLAKE_PLAIN_KERNELS is set). */
export function kernelModule(): WebAssembly.Module | null {
  if (process.env['TRACKLAKE_PLAIN_KERNELS'] === '1') return null;
  if (compiled === undefined) {
    const bytes = readFileSync(projectFile('src', 'worker', 'matrix', 'wasm', 'kernels.wasm'));
    compiled = WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
  }
  return compiled;
}

export const instantiate = (module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels =>
  new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
