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
  const sizes = lake.db
    .prepare(
      `select name, dtype, count(*) as chunks, max(chunk_no) as last, sum(length(bytes)) as bytes
       from lake_model_arrays where model_id = ? group by name, dtype order by name`,
    )
    .all(modelId) as { name: string; dtype: string; chunks: number; last: number; bytes: number }[];
  const chunk = lake.db
    .prepare('select bytes from lake_model_arrays where model_id = ? and name = ? order by chunk_no')
    .pluck();
  const arrays: Artefact['arrays'] = {};
  for (const { name, dtype, chunks, last, bytes } of sizes) {
    const kind = dtype in KINDS ? KINDS[dtype as Dtype] : undefined;
    if (kind === undefined || chunks !== last + 1 || bytes % kind.BYTES_PER_ELEMENT !== 0)
      throw new TracklakeError('corrupt', `model ${modelId}: its array ${name} is damaged; fit it again`);
    const memory = new SharedArrayBuffer(bytes);
    const whole = new Uint8Array(memory);
    let at = 0;
    for (const part of chunk.iterate(modelId, name) as Iterable<Buffer>) {
      whole.set(part, at);
      at += part.length;
    }
    arrays[name] = new kind(memory);
  }
  return arrays;
}

function dtypeOf(array: TypedArray): Dtype {
  if (array instanceof Float32Array) return 'f32';
  if (array instanceof Float64Array) return 'f64';
  return array instanceof Int32Array ? 'i32' : 'u8';
}
