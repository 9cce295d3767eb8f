import { sha256Hex } from '../../lib/hash.ts'

const PREFIX = 'erased:'

/** What is kept of a sender's event id when the person of the event is erased: enough to recognise a repetition. */
export const erasedKey = (key: string): string => PREFIX + sha256Hex(key)

export const isErasedKey = (key: string): boolean => key.startsWith(PREFIX)
