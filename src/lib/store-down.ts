// Errors of the network, by the name that Node gives them.
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

// Errors of PostgreSQL that no statement of ours brings about, by SQLSTATE. Not 53200 (out of memory), 53400 (limit
// exceeded) and 57014 (cancelled): one statement can be too large or too slow for a store that works.
const REFUSED = new Set([
  '25006', // read-only
  '25P03', // ended while idle in a transaction
  '28000', // may not log in
  '28P01', // wrong password
  '3D000', // no such database
  '53100', // disk full
  '53300', // too many connections
  '57P01', // ended by an administrator
  '57P02', // ended by a crash
  '57P03', // starting or shutting down
  '57P04', // database dropped
  '57P05', // ended while idle
  '58030', // input or output failed
])

// Connection exceptions; poolers in front of PostgreSQL use them too.
const CONNECTION_CLASS = '08'

// Errors of the driver, which have no code.
const DRIVER =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Cannot use a pool|Query read timeout/

/** Whether an error means that the store is away or refuses all writes, rather than that one statement is wrong. */
export function isStoreDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string') return DRIVER.test(error.message)
  return NETWORK.has(code) || REFUSED.has(code) || code.startsWith(CONNECTION_CLASS)
}
