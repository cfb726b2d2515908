/** Keeps the k best of what it is offered, higher score first, then lower index: a binary heap with the worst at its root. */
export class BoundedHeap {
  private readonly scores: Float64Array;
  private readonly indexes: Int32Array;
  private readonly capacity: number;
  private size = 0;

  constructor(k: number) {
    this.capacity = Math.max(0, k);
    this.scores = new Float64Array(this.capacity);
    this.indexes = new Int32Array(this.capacity);
  }

  /** Returns the score that a later, higher index has to exceed. */
  offer(score: number, index: number): number {
    if (this.capacity === 0) return Infinity;
    if (this.size < this.capacity) {
      this.siftUp(score, index);
      this.size += 1;
    } else if (better(score, index, this.scores[0] ?? 0, this.indexes[0] ?? 0)) {
      this.siftDown(score, index, this.size);
    }
    return this.size < this.capacity ? -Infinity : (this.scores[0] ?? -Infinity);
  }

  /** Empties the heap, best first. */
  drain(): Int32Array {
    const result = new Int32Array(this.size);
    for (let left = this.size; left > 0; left -= 1) {
      result[left - 1] = this.indexes[0] ?? 0;
      this.siftDown(this.scores[left - 1] ?? 0, this.indexes[left - 1] ?? 0, left - 1);
    }
    this.size = 0;
    return result;
  }

  private siftUp(score: number, index: number): void {
    let at = this.size;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!better(this.scores[parent] ?? 0, this.indexes[parent] ?? 0, score, index)) break;
      this.move(parent, at);
      at = parent;
    }
    this.scores[at] = score;
    this.indexes[at] = index;
  }

  private siftDown(score: number, index: number, size: number): void {
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && this.isBetter(child, child + 1)) child += 1;
      if (!better(score, index, this.scores[child] ?? 0, this.indexes[child] ?? 0)) break;
      this.move(child, at);
      at = child;
    }
    this.scores[at] = score;
    this.indexes[at] = index;
  }

  private isBetter(a: number, b: number): boolean {
    return better(this.scores[a] ?? 0, this.indexes[a] ?? 0, this.scores[b] ?? 0, this.indexes[b] ?? 0);
  }

  private move(from: number, to: number): void {
    this.scores[to] = this.scores[from] ?? 0;
    this.indexes[to] = this.indexes[from] ?? 0;
  }
}

const better = (score: number, index: number, otherScore: number, otherIndex: number): boolean =>
  score > otherScore || (score === otherScore && index < otherIndex);
