/** Chooses by weight in constant time: the alias method of Walker (1977) in the form of Vose (1991). */
export class Allotment {
  readonly #keep: Float64Array
  readonly #other: Int32Array

  /** @param weights that sum to one */
  constructor(weights: readonly number[]) {
    const size = weights.length
    this.#keep = Float64Array.from(weights, weight => weight * size)
    this.#other = Int32Array.from(weights, (_, at) => at)
    const small = [...weights.keys()].filter(at => (this.#keep[at] ?? 0) < 1)
    const large = [...weights.keys()].filter(at => (this.#keep[at] ?? 0) >= 1)
    for (;;) {
      const less = small.pop()
      const more = large.at(-1)
      if (less === undefined || more === undefined) break
      this.#other[less] = more
      this.#keep[more] = (this.#keep[more] ?? 0) - 1 + (this.#keep[less] ?? 0)
      if ((this.#keep[more] ?? 0) < 1) small.push(large.pop() ?? more)
    }
  }

  /** @param unit uniform in [0, 1) */
  at(unit: number): number {
    const place = unit * this.#keep.length
    const slot = Math.floor(place)
    const keep = this.#keep[slot] ?? 1
    return place - slot < keep || this.#other[slot] === slot ? slot : (this.#other[slot] ?? slot)
  }
}
