/** A typed array that grows as rows come in, for queries whose size nobody knows beforehand. */
export class Growing<A extends Int32Array | Float64Array | Float32Array> {
  private array: A;
  private readonly kind: new (size: number) => A;
  length = 0;

  constructor(kind: new (size: number) => A) {
    this.kind = kind;
    this.array = new kind(1024);
  }

  push(value: number): void {
    if (this.length === this.array.length) {
      const larger = new this.kind(this.length * 2);
      larger.set(this.array);
      this.array = larger;
    }
    this.array[this.length] = value;
    this.length += 1;
  }

  /** What was pushed, without a copy. */
  taken(): A {
    return this.array.subarray(0, this.length) as A;
  }
}
