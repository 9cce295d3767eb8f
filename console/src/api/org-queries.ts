import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { AttributeRule } from '../../../src/core/targeting/rule.ts'
import type { MetricList } from '../../../src/features/metrics/schema.ts'
import type { OrgView, SandboxView } from '../../../src/features/orgs/schema.ts'
import type { TemplateDetail, TemplateView } from '../../../src/features/templates/schema.ts'
import type { Page } from '../../../src/runtime/http/page.ts'
import { call, path } from './call.ts'

// What several pages and the shell read. Keys begin with the organisation, so that leaving it can forget all of it.

export const orgQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'org'],
    staleTime: 60_000,
    queryFn: ({ signal }) => call<OrgView>('GET', path`/orgs/${org}`, { signal }),
  })

export const sandboxesQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'sandboxes'],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      call<Page<Static<typeof SandboxView>>>('GET', path`/orgs/${org}/sandboxes`, {
        query: { limit: 100 },
        signal,
      }),
  })

export const metricsQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'metrics'],
    staleTime: 60_000,
    queryFn: ({ signal }) => call<Static<typeof MetricList>>('GET', path`/orgs/${org}/metrics`, { signal }),
  })

/** The rules of attributes. */
export const rulesQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'attributes'],
    queryFn: ({ signal }) =>
      call<Page<AttributeRule>>('GET', path`/orgs/${org}/attributes`, { query: { limit: 100 }, signal }),
  })

export const templatesQuery = (org: string, query: Readonly<Record<string, string | undefined>> = {}) =>
  queryOptions({
    queryKey: [org, 'templates', query],
    queryFn: ({ signal }) =>
      call<Page<TemplateView>>('GET', path`/orgs/${org}/templates`, {
        query: { limit: 100, ...query },
        signal,
      }),
  })

export const templateQuery = (org: string, template: string) =>
  queryOptions({
    queryKey: [org, 'template', template],
    queryFn: ({ signal }) =>
      call<Static<typeof TemplateDetail>>('GET', path`/orgs/${org}/templates/${template}`, { signal }),
  })

/** @returns the name of a template by its id; the id itself until the names are there, or if there are too many */
export function useTemplateName(org: string): (id: string) => string {
  const { data } = useQuery({ ...templatesQuery(org), staleTime: 60_000 })
  return id => data?.items.find(each => each.id === id)?.name ?? id
}

/** The metrics that the organisation names itself and that are not archived, with the key under which others name them. */
export function useOwnMetrics(org: string) {
  const { data } = useQuery(metricsQuery(org))
  const live = data?.items.filter(({ archived }) => !archived) ?? []
  // The server makes the key of every metric like this.
  return live.map(metric => ({ ...metric, metric: `custom:${metric.id}` as const }))
}
