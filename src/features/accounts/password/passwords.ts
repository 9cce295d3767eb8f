import { parseOptions } from '@node-rs/argon2'
import { createQueue } from '../../../runtime/http/one-at-a-time.ts'
import { createHashThreads } from './hash-threads.ts'

/** Hashes of passwords: argon2id, as PHC strings. */
export interface Passwords {
  /** @throws Problem busy */
  hash(password: string): Promise<string>
  /**
   * Whether it is the password. Takes as long without a stored hash, so that the time does not tell who has an account.
   * @param load reads the stored hash. A flood that is refused does not reach the store.
   * @throws Problem busy
   */
  verify(load: () => Promise<string | null>, password: string): Promise<boolean>
  /** Whether the hash was made with other parameters than hashes of today. */
  isOutdated(stored: string): boolean
}

// OWASP, Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane. Argon2id is the default algorithm.
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

// A flood of sign-ins must leave processors, and their caches, for choices: one hash at a time, then as long a rest.
const REST = 1
const WAITING_MAX = 20

/** Of nobody's password. */
const DUMMY =
  '$argon2id$v=19$m=19456,t=2,p=1$qKC/jTlrliRf3Hh+Jl0pPw$tJnXpwcv52Ix15sJV75aVOg+kLQz1zCZ3zDUwVVBDu4'

export function createPasswords(): Passwords {
  const queue = createQueue(WAITING_MAX, { refusal: 'busy', rest: REST })
  const threads = createHashThreads()
  return {
    hash: password =>
      queue(async () => String(await threads.run({ password: spelled(password), options: PARAMETERS }))),
    verify: (load, password) =>
      queue(async () => {
        const stored = await load()
        const job = { password: spelled(password), stored: stored ?? DUMMY, options: PARAMETERS }
        return (await threads.run(job)) === true && stored !== null
      }),
    isOutdated(stored) {
      const used = parseOptions(stored)
      return (
        used.memoryCost !== PARAMETERS.memoryCost ||
        used.timeCost !== PARAMETERS.timeCost ||
        used.parallelism !== PARAMETERS.parallelism
      )
    },
  }
}

/** Keyboards encode the same letter in several ways (NIST SP 800-63B, 5.1.1.2). */
const spelled = (password: string): string => password.normalize('NFKC')
