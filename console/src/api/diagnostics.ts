import { queryOptions } from '@tanstack/react-query'
import type { Diagnostics } from '../../../src/features/diagnostics/schema.ts'
import { call, path } from './call.ts'

/** The checks of a template. */
export const diagnosticsQuery = (org: string, template: string) =>
  queryOptions({
    queryKey: [org, 'template', template, 'diagnostics'],
    refetchInterval: 60_000,
    queryFn: ({ signal }) =>
      call<Diagnostics>('GET', path`/orgs/${org}/templates/${template}/diagnostics`, { signal }),
  })
