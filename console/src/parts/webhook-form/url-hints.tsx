import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Static } from 'typebox'
import type { CheckView } from '../../../../src/features/feedback/try/schema.ts'
import { call, path } from '../../api/call.ts'
import { usePermission } from '../../api/permission.ts'
import { useSettled } from '../use-settled.ts'
import css from './form.module.css'

const MINUTE = 60_000

/** What the server finds out about the address: hints, which block nothing. */
export function UrlHints({ url }: { readonly url: string }) {
  const { org = '' } = useParams({ strict: false })
  const may = usePermission('operate')
  const settled = useSettled(url.trim())
  const { data, isFetching } = useQuery({
    queryKey: [org, 'feedback-check', settled],
    enabled: may && settled !== '',
    staleTime: MINUTE,
    queryFn: ({ signal }) =>
      call<Static<typeof CheckView>>('POST', path`/orgs/${org}/feedback-webhooks/check`, {
        body: { url: settled },
        signal,
      }),
  })
  if (settled === '') return null
  return (
    <ul className={css['hints']} aria-label="Checks of the address" aria-busy={isFetching}>
      {data?.hints.map(({ check, ok, text }) => (
        <li key={check} className={ok ? css['good'] : css['bad']}>
          <span aria-hidden="true">{ok ? '✓' : '!'}</span> {text}
        </li>
      ))}
    </ul>
  )
}
