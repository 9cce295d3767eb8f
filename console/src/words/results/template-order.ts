import type { TemplateOverview } from '../../../../src/features/overview/schema.ts'

type Key = number | string
const VERDICTS = ['beats', 'behind', 'no-clear-difference', 'do-not-read', 'collecting', 'no-data']

const KEYS: Readonly<Record<string, (template: TemplateOverview) => Key | null>> = {
  name: ({ name }) => name.toLowerCase(),
  goal: ({ key_metric }) => key_metric,
  status: ({ status }) => status,
  sandbox: ({ sandbox }) => sandbox,
  messages: ({ figures }) => figures?.messages ?? null,
  lift: ({ figures }) => figures?.lift.relative ?? null,
  verdict: ({ figures }) => (figures ? VERDICTS.indexOf(figures.verdict) : null),
  report: ({ last_report_at }) => last_report_at,
  changed: ({ updated_at }) => updated_at,
}

export const SORT_KEYS: readonly string[] = Object.keys(KEYS)

/** The templates in the order of a column. What is unknown stands last in both directions; equal ones go by name. */
export function inOrder(
  templates: readonly TemplateOverview[],
  by: string,
  direction: 'asc' | 'desc',
): readonly TemplateOverview[] {
  const keyOf = KEYS[by] ?? KEYS['name']
  const sign = direction === 'asc' ? 1 : -1
  return templates.toSorted((a, b) => {
    const [left, right] = [keyOf?.(a) ?? null, keyOf?.(b) ?? null]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    const order = left < right ? -1 : left > right ? 1 : 0
    return sign * order || (a.name < b.name ? -1 : 1)
  })
}
