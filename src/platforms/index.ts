import { customEvents } from './custom/index.ts'
import { customerio } from './customerio/index.ts'
import { iterable } from './iterable/index.ts'
import type { Platform } from './platform.ts'

/** Every platform whose webhooks are understood. */
export const PLATFORMS: readonly Platform[] = [customerio, iterable, customEvents]

const BY_SLUG: ReadonlyMap<string, Platform> = new Map(PLATFORMS.map(platform => [platform.slug, platform]))

/** The platform behind POST /api/webhook/:slug/:org. */
export const findPlatform = (slug: string): Platform | undefined => BY_SLUG.get(slug)
