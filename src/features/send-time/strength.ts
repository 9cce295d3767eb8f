import type { Strength } from './intensity.ts'

/**
 * The weights of the parent's profile: flat for an organisation, the organisation's for a template, the template's
 * for a person. Tested on the worlds of simulate.test.ts; docs/send-time.md has the results.
 */
export const STRENGTH = {
  org: { level: 1, day: 20, week: 60 },
  template: { level: 1, day: 20, week: 60 },
  person: { level: 2, day: 2, week: 6 },
} as const satisfies Record<string, Strength>
