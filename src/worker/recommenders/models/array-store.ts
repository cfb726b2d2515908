import { TracklakeError } from '../../../shared/errors.ts';
import type { Lakehouse } from '../../lakehouse/open.ts';
import type { Artefact } from '../recommender.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;

type TypedArray = Artefact['arrays'][string];
type Dtype = 'f32' | 'f64' | 'i32' | 'u8';

const KINDS: Record<Dtype, { new (memory: SharedArrayBuffer): TypedArray; BYTES_PER_ELEMENT: number }> = {
  f32: Float32Array,
  f64: Float64Array,
  i32: Int32Array,
  u8: Uint8Array,
};

/** Writes a model's arrays in chunks; call it inside the transaction that writes the model's row. Returns the bytes. */
export function writeArrays(lake: Lakehouse, modelId: string, arrays: Artefact['arrays']): number {
  const insert = lake.db.prepare(
    'insert into lake_model_arrays (model_id, name, chunk_no, dtype, bytes) values (?, ?, ?, ?, ?)',
  );
  let total = 0;
  for (const [name, array] of Object.entries(arrays)) {
    const bytes = Buffer.from(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);
    const chunks = Math.max(1, Math.ceil(bytes.length / CHUNK_BYTES));
    for (let chunk = 0; chunk < chunks; chunk += 1)
      insert.run(modelId, name, chunk, dtypeOf(array), bytes.subarray(chunk * CHUNK_BYTES, (chunk + 1) * CHUNK_BYTES));
    total += bytes.length;
  }
  return total;
}

/** A model's arrays in memory that threads can share. Throws `corrupt` where a chunk is missing or torn. */
export function readArrays(lake: Lakehouse, modelId: string): Artefact['arrays'] {
  const rows = lake.db
    .prepare('select name, chunk_no, dtype, bytes from lake_model_arrays where model_id = ? order by name, chunk_no')
    .raw()
    .iterate(modelId) as Iterable<[name: string, chunk: number, dtype: string, bytes: Buffer]>;
  const arrays: Artefact['arrays'] = {};
  let open: { name: string; dtype: string; chunks: Buffer[] } | undefined;
  for (const [name, chunk, dtype, bytes] of rows) {
    if (open?.name !== name) {
      if (open !== undefined) arrays[open.name] = joined(modelId, open);
      open = { name, dtype, chunks: [] };
    }
    if (chunk !== open.chunks.length || dtype !== open.dtype) throw damaged(modelId, name);
    open.chunks.push(bytes);
  }
  if (open !== undefined) arrays[open.name] = joined(modelId, open);
  return arrays;
}

function joined(
  modelId: string,
  { name, dtype, chunks }: { name: string; dtype: string; chunks: readonly Buffer[] },
): TypedArray {
  const kind = dtype in KINDS ? KINDS[dtype as Dtype] : undefined;
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const torn = chunks.some((chunk, at) => at < chunks.length - 1 && chunk.length !== CHUNK_BYTES);
  if (kind === undefined || torn || size % kind.BYTES_PER_ELEMENT !== 0) throw damaged(modelId, name);
  const memory = new SharedArrayBuffer(size);
  const whole = new Uint8Array(memory);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return new kind(memory);
}

const damaged = (modelId: string, name: string): TracklakeError =>
  new TracklakeError('corrupt', `model ${modelId}: its array ${name} is damaged; fit it again`);

function dtypeOf(array: TypedArray): Dtype {
  if (array instanceof Float32Array) return 'f32';
  if (array instanceof Float64Array) return 'f64';
  return array instanceof Int32Array ? 'i32' : 'u8';
}
