/** A statement of many organisations at once, and why it is none of the hot path. */
export interface Allowed {
  /** A part of its text that no other statement has. */
  readonly part: string
  readonly why: string
}

/** Each asks every node. None of them locks rows or is waited for by a choice. */
export const ALLOWED: readonly Allowed[] = []
