import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { Changes } from '../../../../src/features/templates/traffic/schema.ts'
import type {
  StartShare,
  VariantVersions,
  VariantView,
} from '../../../../src/features/templates/variant-schema.ts'
import { call, callTagged, path } from '../../api/call.ts'
import { templateQuery } from '../../api/org-queries.ts'

export interface Place {
  readonly org: string
  readonly template: string
}

const at = ({ org, template }: Place, variant: string): string =>
  path`/orgs/${org}/templates/${template}/variants/${variant}`

/** A wording with the tag of its version, which a change of it sends along. */
export const variantQuery = (place: Place, variant: string) =>
  queryOptions({
    queryKey: [place.org, 'template', place.template, 'variant', variant],
    queryFn: ({ signal }) => callTagged<VariantView>('GET', at(place, variant), { signal }),
  })

/** The texts that a wording had, and how many messages had it. */
export const versionsQuery = (place: Place, variant: string) =>
  queryOptions({
    queryKey: [place.org, 'template', place.template, 'variant', variant, 'versions'],
    queryFn: ({ signal }) =>
      call<Static<typeof VariantVersions>>('GET', `${at(place, variant)}/versions`, { signal }),
  })

/** The share of traffic that a wording would start with. */
export const startShareQuery = (place: Place, variant: string) =>
  queryOptions({
    queryKey: [place.org, 'template', place.template, 'variant', variant, 'start-share'],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      call<Static<typeof StartShare>>('GET', `${at(place, variant)}/start-share`, { signal }),
  })

/** The present shares of traffic. */
export const sharesQuery = ({ org, template }: Place) =>
  queryOptions({
    queryKey: [org, 'template', template, 'traffic'],
    queryFn: ({ signal }) =>
      call<Static<typeof Changes>>('GET', path`/orgs/${org}/templates/${template}/traffic`, { signal }),
  })

export interface Patch {
  readonly body: Readonly<Record<string, unknown>>
  /** The version that the change was made for. */
  readonly etag: string | null
}

/** Everything about the template is read again after a change. */
export function useRefresh({ org, template }: Place) {
  const client = useQueryClient()
  return async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: [org, 'template', template] }),
      client.invalidateQueries({ queryKey: [org, 'themes'] }),
    ])
  }
}

/** Changes a wording. The answer may be a new one in its place; then the page goes there before it refreshes. */
export function usePatch(place: Place, variant: string) {
  const client = useQueryClient()
  const refresh = useRefresh(place)
  return useMutation({
    mutationFn: ({ body, etag }: Patch) =>
      callTagged<VariantView>('PATCH', at(place, variant), {
        body,
        ...(etag !== null && { headers: { 'if-match': etag } }),
      }),
    async onSuccess(saved) {
      client.setQueryData(variantQuery(place, saved.answer.id).queryKey, saved)
      const { queryKey } = templateQuery(place.org, place.template)
      if (saved.answer.id === variant) await refresh()
      else await client.invalidateQueries({ queryKey, exact: true })
    },
  })
}

export function useAdd(place: Place) {
  const refresh = useRefresh(place)
  const variants = path`/orgs/${place.org}/templates/${place.template}/variants`
  return useMutation({
    mutationFn: (body: { readonly name: string; readonly vars: object }) =>
      call<VariantView>('POST', variants, { body }),
    onSuccess: refresh,
  })
}

export function useImport(place: Place) {
  const refresh = useRefresh(place)
  return useMutation({
    mutationFn: (body: object) =>
      call<{ created: { name: string; status: string }[] }>(
        'POST',
        path`/orgs/${place.org}/templates/${place.template}/variants/import`,
        { body },
      ),
    onSuccess: refresh,
  })
}

/** A shipped template learns again, and its wordings can change again. */
export function useUnlock(place: Place) {
  const refresh = useRefresh(place)
  return useMutation({
    mutationFn: () =>
      call('PATCH', path`/orgs/${place.org}/templates/${place.template}`, { body: { status: 'active' } }),
    onSuccess: refresh,
  })
}
