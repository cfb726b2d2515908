/** The bytes of kernels.wasm, compiled afresh. */
export function compileKernels(): Promise<Uint8Array>;
