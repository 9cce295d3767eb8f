/** A cache of recently used entries, by key. */
export interface Recent<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
}

/**
 * Keeps at least the last `max` entries and at most twice as many, in two generations. The older generation is
 * dropped as a whole, because deleting a map's first entries one by one becomes slower with each deletion.
 */
export function createRecent<Value>(max: number): Recent<Value> {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  return {
    get: key => young.get(key) ?? old.get(key),
    set(key, value) {
      if (young.size >= max) {
        old = young
        young = new Map()
      }
      young.set(key, value)
    },
    delete(key) {
      young.delete(key)
      old.delete(key)
    },
  }
}
