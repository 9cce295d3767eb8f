import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { SampledFields } from '../../../../src/features/call-samples/schema.ts'
import { templatesQuery } from '../../api/org-queries.ts'
import { fieldsQuery } from '../../api/wording-queries.ts'
import { type Past, usePast } from './past.ts'
import type { Question } from './queries.ts'

type Values = Readonly<Record<string, unknown>>

/** What a person types here. It is not in the address: it may be data of people. */
interface Typed {
  readonly user: string
  readonly fields: Values
  readonly attrs: Values
  /** Changes when the values come from elsewhere than the editors, which then begin anew. */
  readonly key: number
}

/** The question of the page: template, wording and tracking id by the address, the person by what is typed. */
export function useQuestion() {
  const { org } = useParams({ from: '/o/$org' })
  const { template: given, variant, tracking } = useSearch({ from: '/o/$org/playground' })
  const navigate = useNavigate({ from: '/o/$org/playground' })
  const templates = useQuery(templatesQuery(org))
  const items = templates.data?.items ?? []
  const template =
    items.find(({ id }) => id === given) ?? items.find(({ status }) => status === 'active') ?? items[0]
  const sampled = useQuery({ ...fieldsQuery(org, template?.id ?? ''), enabled: template !== undefined })
  const newest = sampled.data?.people[0]
  const [typed, setTyped] = useState<Typed>()
  // Until somebody types, the page shows the newest call.
  const shown = typed ?? {
    user: 'somebody',
    fields: newest?.fields ?? {},
    attrs: newest?.attrs ?? {},
    key: newest ? -1 : -2,
  }
  const { user, fields, attrs } = shown
  const question = useMemo<Question>(
    () => ({
      template_id: template?.id ?? '',
      ...(user.trim() !== '' && { user_id: user.trim() }),
      ...(tracking !== undefined && { tracking_id: tracking }),
      ...(variant !== undefined && { copy_id: variant }),
      fields,
      attrs,
    }),
    [template?.id, user, tracking, variant, fields, attrs],
  )
  const past = usePast(org)
  return {
    org,
    templates,
    template,
    /** Whether the newest call is known, by which the form is filled in. */
    isReady: !sampled.isPending,
    question,
    typed: shown,
    past,
    people: sampled.data?.people ?? [],
    change: (part: Partial<Typed>) => setTyped({ ...shown, ...part }),
    fill: ({ fields: filled, attrs: itsAttrs }: Pick<SampledFields['people'][number], 'fields' | 'attrs'>) =>
      setTyped({ ...shown, fields: filled, attrs: itsAttrs, key: shown.key + 3 }),
    choose: (part: { readonly template?: string; readonly variant?: string; readonly tracking?: string }) =>
      navigate({
        search: before => ({
          ...before,
          ...(part.template !== undefined && {
            template: part.template,
            variant: undefined,
            decision: undefined,
          }),
          ...('variant' in part && { variant: part.variant }),
          ...('tracking' in part && { tracking: part.tracking }),
        }),
        replace: true,
      }),
    repeat({ question: old }: Past) {
      setTyped({ user: old.user_id ?? '', fields: old.fields, attrs: old.attrs, key: shown.key + 3 })
      void navigate({
        search: before => ({
          ...before,
          template: old.template_id,
          variant: old.copy_id,
          tracking: old.tracking_id,
          decision: undefined,
        }),
      })
    },
  }
}

export type Questioning = ReturnType<typeof useQuestion>
