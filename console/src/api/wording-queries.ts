import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { SampledFields } from '../../../src/features/call-samples/schema.ts'
import type { Themes } from '../../../src/features/templates/exchange/exchange-schema.ts'
import type { Preview } from '../../../src/features/templates/preview/preview-schema.ts'
import { call, path } from './call.ts'

// What wordings are written with: the fields of recent calls, previews, and themes.

export interface PreviewAsked {
  readonly vars?: Readonly<Record<string, string>>
  readonly variant_id?: string
  /** Of a template that is not saved yet. */
  readonly channel?: string
  readonly fields?: Readonly<Record<string, unknown>>
  readonly attrs?: Readonly<Record<string, unknown>>
  readonly targets?: Readonly<Record<string, readonly string[]>>
  readonly page?: boolean
}

/** A page of a preview is kept for two minutes, so it is made again before. */
const PAGE_MS = 100_000

/** What recent calls of a template sent, and some people of them. */
export const fieldsQuery = (org: string, template: string) =>
  queryOptions({
    queryKey: [org, 'template', template, 'fields'],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      call<SampledFields>('GET', path`/orgs/${org}/templates/${template}/fields`, { signal }),
  })

/**
 * Texts as one person would read them, and what is wrong with them. Nothing is recorded. The last preview stays until
 * the next one came.
 * @param template undefined: one that is not saved yet
 */
export const previewQuery = (org: string, template: string | undefined, asked: PreviewAsked) =>
  queryOptions({
    queryKey: [org, 'preview', template ?? null, asked],
    staleTime: PAGE_MS,
    gcTime: PAGE_MS,
    refetchInterval: asked.page ? PAGE_MS : false,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call<Preview>(
        'POST',
        template === undefined
          ? path`/orgs/${org}/preview`
          : path`/orgs/${org}/templates/${template}/preview`,
        { body: asked, signal },
      ),
  })

export const themesQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'themes'],
    staleTime: 60_000,
    queryFn: ({ signal }) => call<Static<typeof Themes>>('GET', path`/orgs/${org}/themes`, { signal }),
  })
