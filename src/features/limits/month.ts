/** The first moment of a calendar month in UTC, as text of a date: 2026-03-01. */
export const monthOf = (at: Date): string => `${at.toISOString().slice(0, 7)}-01`

/** The first moment after the month of a moment. */
export const endOfMonth = (at: Date): Date => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1))
