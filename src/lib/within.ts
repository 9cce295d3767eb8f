export const LATE = Symbol('late')

/** What the work gives, or LATE after `timeoutMs`. The work goes on; its failure after that is nobody's. */
export function within<Value>(work: Promise<Value>, timeoutMs: number): Promise<Value | typeof LATE> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, timeoutMs, LATE)
    work.then(
      value => {
        clearTimeout(timer)
        resolve(value)
      },
      error => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}
