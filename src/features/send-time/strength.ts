import type { Strength } from './intensity.ts'

/**
 * How far an organisation leaves the flat profile, its templates leave the organisation's, and people
 * leave their template's. Tried on the worlds of simulate.test.ts; docs/send-time.md says what came of it.
 */
export const STRENGTH = {
  org: { level: 1, day: 20, week: 60 },
  template: { level: 1, day: 20, week: 60 },
  person: { level: 2, day: 2, week: 6 },
} as const satisfies Record<string, Strength>
