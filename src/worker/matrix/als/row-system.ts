import { cholesky, choleskySolve } from '../cholesky.ts';

/** How the loss of implicit ALS weighs things (Hu, Koren, Volinsky 2008 in the form of Rendle et al. 2021). */
export interface AlsWeights {
  /** Weight of the squared prediction of every pair, observed or not (α0). */
  readonly unobservedWeight: number;
  readonly regularization: number;
  /** ν: a row's regularization is λ·(stored + α0·others)^ν. */
  readonly regularizationExponent: number;
  /** Added to a pair's weight on the target side: b = Σ (w + extra)·y. 0 by default; with α0 = 1 and extra = 1 the loss is Hu, Koren and Volinsky's. */
  readonly targetExtra?: number;
}

/** λ·(|S| + α0·|other side|)^ν. */
export function rowRegularization(weights: AlsWeights, stored: number, otherRows: number): number {
  return weights.regularization * (stored + weights.unobservedWeight * otherRows) ** weights.regularizationExponent;
}

/** Yᵀ·Y of a row-major matrix, in double precision. */
export function gram(factors: Float32Array, dimensions: number): Float64Array {
  const result = new Float64Array(dimensions * dimensions);
  for (let start = 0; start < factors.length; start += dimensions) {
    for (let i = 0; i < dimensions; i += 1) {
      const left = factors[start + i] ?? 0;
      for (let j = 0; j <= i; j += 1)
        result[i * dimensions + j] = (result[i * dimensions + j] ?? 0) + left * (factors[start + j] ?? 0);
    }
  }
  for (let i = 0; i < dimensions; i += 1)
    for (let j = i + 1; j < dimensions; j += 1) result[i * dimensions + j] = result[j * dimensions + i] ?? 0;
  return result;
}

/**
 * The normal equations of one row given the other side's factors:
 * A = α0·G + λ_row·I + Σ w·y·yᵀ over the row's pairs, b = Σ w·y. Its solution is the row's factor.
 */
export class RowSystem {
  readonly right: Float64Array;
  private readonly factor: Float64Array;
  private readonly factors: Float32Array;
  private readonly dimensions: number;

  constructor(
    items: ArrayLike<number>,
    values: ArrayLike<number> | null,
    { factors, gram, dimensions, weights }: OtherSide,
  ) {
    const stored = items.length;
    const { targetExtra = 0 } = weights;
    const matrix = gram.map(value => value * weights.unobservedWeight);
    const ridge = rowRegularization(weights, stored, factors.length / dimensions);
    for (let i = 0; i < dimensions; i += 1) matrix[i * dimensions + i] = (matrix[i * dimensions + i] ?? 0) + ridge;
    const right = new Float64Array(dimensions);
    for (let at = 0; at < stored; at += 1) {
      const start = (items[at] ?? 0) * dimensions;
      const value = values === null ? 1 : (values[at] ?? 0);
      for (let i = 0; i < dimensions; i += 1) {
        const weighted = value * (factors[start + i] ?? 0);
        right[i] = (right[i] ?? 0) + (value + targetExtra) * (factors[start + i] ?? 0);
        for (let j = 0; j <= i; j += 1)
          matrix[i * dimensions + j] = (matrix[i * dimensions + j] ?? 0) + weighted * (factors[start + j] ?? 0);
      }
    }
    cholesky(matrix, dimensions);
    this.factor = matrix;
    this.factors = factors;
    this.dimensions = dimensions;
    this.right = right;
  }

  /** A⁻¹·b. */
  solution(): Float64Array {
    const x = this.right.slice();
    choleskySolve(this.factor, this.dimensions, x);
    return x;
  }

  /** A⁻¹·y of one row of the other side: its product with y_j·w_j is what j adds to that row's score. */
  influence(row: number): Float64Array {
    const x = Float64Array.from(this.factors.subarray(row * this.dimensions, (row + 1) * this.dimensions));
    choleskySolve(this.factor, this.dimensions, x);
    return x;
  }
}

/** The fixed side of one half of an iteration. */
export interface OtherSide {
  /** rows × dimensions. */
  readonly factors: Float32Array;
  /** factorsᵀ·factors. */
  readonly gram: Float64Array;
  readonly dimensions: number;
  readonly weights: AlsWeights;
}
