import type { Org } from '../../../runtime/catalog/catalog.ts'

/** The themes of an organisation with the number of their variants, the most used first. */
export function themesOf({ templates }: Pick<Org, 'templates'>): { name: string; variants: number }[] {
  const counts = new Map<string, number>()
  for (const { variants } of templates.values())
    for (const theme of variants.flatMap(({ themes }) => themes))
      counts.set(theme, (counts.get(theme) ?? 0) + 1)
  return [...counts]
    .map(([name, variants]) => ({ name, variants }))
    .sort((a, b) => b.variants - a.variants || a.name.localeCompare(b.name))
}
