import { TracklakeError } from '../../shared/errors.ts';
import type { Csr } from '../matrix/csr.ts';
import type { Artefact } from './recommender.ts';

type Arrays = Artefact['arrays'];

/** The named array with the type its reader expects; anything else means that the stored model is damaged. */
export function floats(arrays: Arrays, name: string): Float32Array {
  const array = arrays[name];
  if (array instanceof Float32Array) return array;
  throw damaged(name);
}

export function doubles(arrays: Arrays, name: string): Float64Array {
  const array = arrays[name];
  if (array instanceof Float64Array) return array;
  throw damaged(name);
}

export function integers(arrays: Arrays, name: string): Int32Array {
  const array = arrays[name];
  if (array instanceof Int32Array) return array;
  throw damaged(name);
}

export function bytes(arrays: Arrays, name: string): Uint8Array {
  const array = arrays[name];
  if (array instanceof Uint8Array) return array;
  throw damaged(name);
}

/** A matrix as arrays NAME.indptr, NAME.indices and, where it has values, NAME.values. */
export function csrToArrays(name: string, matrix: Csr): Arrays {
  const { indptr, indices, values } = matrix;
  return { [`${name}.indptr`]: indptr, [`${name}.indices`]: indices, ...(values && { [`${name}.values`]: values }) };
}

export function csrFromArrays(arrays: Arrays, name: string, columns: number): Csr {
  const indptr = integers(arrays, `${name}.indptr`);
  const values = `${name}.values` in arrays ? floats(arrays, `${name}.values`) : null;
  return { rows: indptr.length - 1, columns, indptr, indices: integers(arrays, `${name}.indices`), values };
}

const damaged = (name: string): TracklakeError =>
  new TracklakeError('corrupt', `the stored model lacks its array ${name}; fit it again`, { value: name });
