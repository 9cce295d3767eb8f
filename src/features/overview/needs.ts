import type { Org } from '../../runtime/catalog/catalog.ts'
import { NEEDS, type Need } from './schema.ts'

export interface NeedInput {
  readonly org: Pick<Org, 'slug'>
  readonly sources: readonly {
    readonly slug: string
    readonly name: string
    readonly status: string
    readonly message: string
    readonly lastAt: Date | null
  }[]
  /** The last run of the daily export, if it failed. */
  readonly failedExport: { readonly failure: string; readonly at: Date } | undefined
  readonly rejected: readonly { readonly name: string; readonly slug: string; readonly since: Date }[]
  readonly templates: readonly {
    readonly id: string
    readonly name: string
    readonly status: string
    readonly hasApproved: boolean
    readonly blocked: readonly string[]
    readonly updatedAt: Date
  }[]
  readonly advice: readonly {
    readonly templateId: string
    readonly templateName: string
    readonly reason: string
    readonly at: Date
  }[]
}

const URGENT = ['failing', 'held', 'quiet', 'late', 'expiring'] as const
const isUrgent = (status: string): status is (typeof URGENT)[number] => URGENT.some(each => each === status)

/** What a person should look at, the most urgent first; of one kind, the oldest first. */
export function needsOf({ org, sources, failedExport, rejected, templates, advice }: NeedInput): Need[] {
  const at = (path: string) => `/o/${org.slug}${path}`
  const template = (id: string, tab: string) => at(`/templates/${encodeURIComponent(id)}/${tab}`)
  const live = templates.filter(({ status }) => status === 'active')
  const needs: readonly Need[] = [
    ...sources.flatMap(({ slug, name, status, message, lastAt }): readonly Need[] =>
      isUrgent(status)
        ? [
            {
              ...{ kind: `source-${status}` as const, subject: name, since: iso(lastAt), detail: message },
              link: at(`/sources/${slug}`),
            },
          ]
        : [],
    ),
    ...(failedExport === undefined
      ? []
      : [
          {
            ...{ kind: 'export-failing' as const, subject: 'The daily export' },
            ...{ since: iso(failedExport.at), detail: failedExport.failure, link: at('/exports') },
          },
        ]),
    ...rejected.map(({ name, slug, since }) => ({
      ...{ kind: 'key-rejected' as const, subject: name, since: iso(since) },
      detail: `${name} refuses the stored key, so messages wait. Paste a valid one.`,
      link: at(`/sources/${slug}`),
    })),
    ...live.flatMap(({ id, name, hasApproved, updatedAt }): readonly Need[] =>
      hasApproved
        ? []
        : [
            {
              ...{ kind: 'nothing-approved' as const, subject: name, since: iso(updatedAt) },
              detail: 'No new wording is approved, so everybody gets the control wording.',
              link: template(id, 'variants'),
            },
          ],
    ),
    ...live.flatMap(({ id, name, blocked }): readonly Need[] =>
      blocked.length === 0
        ? []
        : [
            {
              ...{ kind: 'guardrail' as const, subject: name, since: null },
              detail: `${blocked.map(each => `“${each}”`).join(' and ')} ${blocked.length === 1 ? 'gets' : 'get'} no more traffic: a guarded metric is worse than with the control wording.`,
              link: template(id, 'diagnostics'),
            },
          ],
    ),
    ...advice.map(({ templateId, templateName, reason, at: since }) => ({
      ...{ kind: 'recommendation' as const, subject: templateName, since: iso(since), detail: reason },
      link: at(`/recommendations?template=${encodeURIComponent(templateId)}`),
    })),
  ]
  return needs.toSorted(
    (a, b) => NEEDS.indexOf(a.kind) - NEEDS.indexOf(b.kind) || (a.since ?? '').localeCompare(b.since ?? ''),
  )
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null
