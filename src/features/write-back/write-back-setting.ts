import type { Platform } from '../../core/platforms/platform.ts'
import type { Template } from '../../runtime/catalog/catalog.ts'

const ON = new Set(['on', 'true', 'yes', '1'])

/** Whether the template writes its choices to people's profiles at the platform. */
export const isSwitchedOn = ({ integration }: Template, slug: string): boolean =>
  ON.has(integration[slug]?.['write_back']?.trim().toLowerCase() ?? '')

const known = new WeakMap<Template, readonly Platform[]>()

/**
 * The platforms to whose profiles the template writes its choices. Computed once, because every choice asks for
 * them.
 */
export function writingPlatforms(template: Template, platforms: readonly Platform[]): readonly Platform[] {
  const writing =
    known.get(template) ??
    platforms.filter(({ slug, profileUpdate }) => profileUpdate !== undefined && isSwitchedOn(template, slug))
  known.set(template, writing)
  return writing
}
