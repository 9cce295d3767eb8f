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

/** The slugs of all of them, for descriptions. */
export const PLATFORM_SLUGS = PLATFORMS.map(({ slug }) => slug).join(', ')

/** Of those whose profiles wordings are written to. */
export const WRITE_BACK_SLUGS = PLATFORMS.filter(({ profileUpdate }) => profileUpdate !== undefined)
  .map(({ slug }) => slug)
  .join(', ')

/** Of the ids by which reports name what they are about, those that name what messages are sent from. */
export const CONTAINERS: ReadonlySet<string> = new Set(PLATFORMS.flatMap(({ containers = [] }) => containers))

/** The headers in which platforms say that calls with equal values are for the same message. */
export const IDEMPOTENCY_HEADERS: readonly string[] = [
  ...PLATFORMS.flatMap(({ idempotencyHeader }) => idempotencyHeader ?? []),
  'idempotency-key',
]

const PREVIEW_IDS = PLATFORMS.flatMap(({ previewId }) => previewId ?? [])

/** Whether a platform renders a preview with this tracking id, and sends nothing. */
export const isPreviewId = (trackingId: string): boolean => PREVIEW_IDS.some(id => trackingId.includes(id))

/** The platform of POST /api/webhook/:slug/:org. */
export const findPlatform = (slug: string): Platform | undefined => BY_SLUG.get(slug)

const everybodysNames = (kind: keyof FailureNames): readonly string[] =>
  PLATFORMS.flatMap(({ failureNames }) => failureNames?.[kind] ?? [])
const REASONS = everybodysNames('reasons')
const CODES = everybodysNames('codes')

/**
 * The property names with the reason of a failure, for an event of the platform: its own names first. Some platforms
 * forward the events of others.
 */
export function failureNamesOf(slug: string): FailureNames {
  const own = findPlatform(slug)?.failureNames
  return { reasons: [...(own?.reasons ?? []), ...REASONS], codes: [...(own?.codes ?? []), ...CODES] }
}
