/** Linear forms through an affine layer: the inner loops of the bounds. */

/** Per unit of a layer: centre + Σ forms·η ± radius. All have room for the widest layer. */
export interface Forms {
  readonly centre: Float64Array;
  readonly radius: Float64Array;
  readonly forms: Float64Array[];
}

/** Forms of `count` columns over at most `width` units. */
export function formsOf(width: number, count: number): Forms {
  return {
    centre: new Float64Array(width),
    radius: new Float64Array(width),
    forms: Array.from({ length: count }, () => new Float64Array(width)),
  };
}

/**
 * `to` = W · `from` + bias, radii by |W| and widened by `errors`. T is Wᵀ, [outputs, inputs]. The first two columns go with
 * centre and radius, the others four at a time: as many sums as keep the adder busy. Columns beyond `count` are read as
 * whatever they hold and written as nobody reads them.
 */
export function mapForms(
  T: Float64Array,
  bias: Float64Array,
  errors: Float64Array,
  from: Forms,
  to: Forms,
  inputs: number,
  count: number,
): void {
  const outputs = bias.length;
  const { centre, radius } = from;
  const [first, second] = from.forms;
  for (let j = 0; j < outputs; j++) {
    let c = bias[j];
    let r = errors[j];
    let p = 0;
    let q = 0;
    const row = j * inputs;
    for (let i = 0; i < inputs; i++) {
      const w = T[row + i];
      c += w * centre[i];
      r += Math.abs(w) * radius[i];
      p += w * first[i];
      q += w * second[i];
    }
    to.centre[j] = c;
    to.radius[j] = r;
    to.forms[0][j] = p;
    to.forms[1][j] = q;
  }
  for (let k = 2; k < count; k += 4) {
    const [f0, f1, f2, f3] = from.forms.slice(k, k + 4);
    const [t0, t1, t2, t3] = to.forms.slice(k, k + 4);
    for (let j = 0; j < outputs; j++) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      const row = j * inputs;
      for (let i = 0; i < inputs; i++) {
        const w = T[row + i];
        a += w * f0[i];
        b += w * f1[i];
        c += w * f2[i];
        d += w * f3[i];
      }
      t0[j] = a;
      t1[j] = b;
      t2[j] = c;
      t3[j] = d;
    }
  }
}

/** Room for `count` columns and what `mapForms` reads beyond them. */
export function roomFor(count: number): number {
  return count <= 2 ? 2 : 2 + 4 * Math.ceil((count - 2) / 4);
}
