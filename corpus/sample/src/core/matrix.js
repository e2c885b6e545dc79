// Least squares by normal equations and Cholesky's decomposition: enough for harmonic analysis.
import { RangeFault } from "./errors.js";

/** Solves A x = b for a symmetric positive definite A (rows of numbers). A and b are left alone. */
export function solve(a, b) {
  const n = a.length;
  const l = Array.from({ length: n }, () => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let value = a[i][j];
      for (let k = 0; k < j; k++) value -= l[i][k] * l[j][k];
      if (i === j) {
        if (value <= 0) throw new RangeFault(`the equations are not independent (row ${i})`);
        l[i][i] = Math.sqrt(value);
      } else {
        l[i][j] = value / l[j][j];
      }
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= l[i][k] * x[k];
    x[i] /= l[i][i];
  }
  for (let i = n; i-- > 0; ) {
    for (let k = i + 1; k < n; k++) x[i] -= l[k][i] * x[k];
    x[i] /= l[i][i];
  }
  return x;
}

export class LeastSquares {
  #normal;
  #right;
  count = 0;

  constructor(unknowns) {
    this.#normal = Array.from({ length: unknowns }, () => new Float64Array(unknowns));
    this.#right = new Float64Array(unknowns);
  }

  add(row, value) {
    const n = row.length;
    for (let i = 0; i < n; i++) {
      this.#right[i] += row[i] * value;
      for (let j = 0; j < n; j++) this.#normal[i][j] += row[i] * row[j];
    }
    this.count++;
    return this;
  }

  solve = () => solve(this.#normal, this.#right);
}
