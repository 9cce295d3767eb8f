import { findPlatform, PLATFORMS } from '../../core/platforms/index.ts'
import type { Platform } from '../../core/platforms/platform.ts'
import { Problem } from '../../runtime/http/problem.ts'

/** @throws Problem platform-not-found, with a list of the existing platforms */
export function findOrRefuse(slug: string): Platform {
  const platform = findPlatform(slug)
  if (platform) return platform
  const known = PLATFORMS.map(each => each.slug).join(', ')
  throw new Problem('platform-not-found', `There is no platform "${slug}". There are: ${known}.`)
}
