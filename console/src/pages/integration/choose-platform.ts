import type { Static } from 'typebox'
import type { HealthList } from '../../../../src/features/connections/schema.ts'

export type PlatformHealth = Static<typeof HealthList>['items'][number]

/** The platform that the page shows: the wanted one; else the one of the template's ids, one that reports, the first. */
export function platformOf(
  wanted: string | undefined,
  integration: Readonly<Record<string, Readonly<Record<string, string>>>>,
  platforms: readonly PlatformHealth[],
): PlatformHealth {
  const has = (slug: string) => Object.keys(integration[slug] ?? {}).length > 0
  const found =
    platforms.find(({ slug }) => slug === wanted) ??
    platforms.find(({ slug }) => has(slug)) ??
    platforms.find(({ health, slug }) => health.status !== 'never-seen' && slug !== 'events') ??
    platforms[0]
  if (!found) throw new Error('Parley answered with no platform.')
  return found
}
