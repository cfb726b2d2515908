/** Compressed sparse rows. Columns ascend within a row; `values` is null where every stored value is 1. */
export interface Csr {
  readonly rows: number;
  readonly columns: number;
  /** Length rows + 1. */
  readonly indptr: Int32Array;
  /** Length = number of stored values. */
  readonly indices: Int32Array;
  readonly values: Float32Array | null;
}
