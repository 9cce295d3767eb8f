export const LATE = Symbol('late')

/** The result of the work, or LATE after `timeoutMs`. The work continues; a failure after that time is ignored. */
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
