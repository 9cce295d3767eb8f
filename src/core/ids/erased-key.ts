import { sha256Hex } from '../../lib/hash.ts'

const PREFIX = 'erased:'

/** What is kept of a sender's event id when the person of the event is erased: enough to recognise a repetition. */
export const erasedKey = (key: string): string => PREFIX + sha256Hex(key)

const DIGITS = 64

/** All keys of erased events are between these two, in every collation. Few others are. */
export const ERASED_BOUNDS = [PREFIX + '0'.repeat(DIGITS), PREFIX + 'f'.repeat(DIGITS)] as const

export const isErasedKey = (key: string): boolean => key.startsWith(PREFIX)
