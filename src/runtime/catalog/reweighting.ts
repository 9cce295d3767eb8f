/** Why the division of traffic changed. */
export const REWEIGHTINGS = [
  'started',
  'learned',
  'variant-added',
  'variant-removed',
  'guardrail',
  'control-share',
  'manual',
] as const
export type Reweighting = (typeof REWEIGHTINGS)[number]
