import { ajo } from './ajo/index.ts'
import { braze } from './braze/index.ts'
import { chameleon } from './chameleon/index.ts'
import { customEvents } from './custom/index.ts'
import { customerio } from './customerio/index.ts'
import { iterable } from './iterable/index.ts'
import type { FailureNames, Platform } from './platform.ts'
import { segment } from './segment/index.ts'
import { sfmc } from './sfmc/index.ts'

/** All supported platforms. */
export const PLATFORMS: readonly Platform[] = [
  customerio,
  iterable,
  braze,
  segment,
  sfmc,
  chameleon,
  ajo,
  customEvents,
]

const BY_SLUG: ReadonlyMap<string, Platform> = new Map(PLATFORMS.map(platform => [platform.slug, platform]))

/** The platform of POST /api/webhook/:slug/:org. */
export const findPlatform = (slug: string): Platform | undefined => BY_SLUG.get(slug)

const everybodysNames = (kind: keyof FailureNames): readonly string[] =>
  PLATFORMS.flatMap(({ failureNames }) => failureNames?.[kind] ?? [])
const REASONS = everybodysNames('reasons')
const CODES = everybodysNames('codes')

/** Under which names an event of the platform says why: its own names first. Some pass on what others say. */
export function failureNamesOf(slug: string): FailureNames {
  const own = findPlatform(slug)?.failureNames
  return { reasons: [...(own?.reasons ?? []), ...REASONS], codes: [...(own?.codes ?? []), ...CODES] }
}
