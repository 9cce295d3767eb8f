import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { DeliverySummary } from '../../../../src/features/deliver/schema.ts'
import { templatesQuery } from '../../api/org-queries.ts'
import { Select } from '../../kit/controls/select.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { PeriodFields } from '../../parts/period-fields.tsx'
import css from './deliveries.module.css'
import type { search } from './search.ts'

type Search = ReturnType<typeof search>

interface Props {
  readonly given: Search
  readonly set: (change: Search) => void
  readonly reasons: DeliverySummary['by_reason']
}

const ANY = { value: 'any', label: 'Any' } as const
export const TRANSPORT_NAMES = { smtp: 'SMTP', cio: 'Customer.io', ajo: 'Adobe Journey Optimizer' } as const

export function Filters({ given, set, reasons }: Props) {
  const { org = '' } = useParams({ strict: false })
  const { data } = useQuery(templatesQuery(org))
  const orNone = <Value extends string>(value: Value | 'any') => (value === 'any' ? undefined : value)
  const search = (text: string) =>
    set({ q: text.trim() === '' || text.includes('@') ? undefined : text.trim() })
  return (
    <div className={css['filters']}>
      <Select
        label="Transport"
        value={given.transport ?? 'any'}
        onChange={transport => set({ transport: orNone(transport) })}
        options={[
          ANY,
          ...(['smtp', 'cio', 'ajo'] as const).map(value => ({ value, label: TRANSPORT_NAMES[value] })),
        ]}
      />
      <Select
        label="Template"
        value={given.template ?? 'any'}
        onChange={template => set({ template: orNone(template) })}
        options={[ANY, ...(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
      />
      {(reasons.length > 0 || given.reason !== undefined) && (
        <div className={css['wide']}>
          <Select
            label="Reason"
            value={given.reason ?? 'any'}
            onChange={reason => set({ reason: orNone(reason) })}
            options={[
              ANY,
              ...(given.reason !== undefined && !reasons.some(({ reason }) => reason === given.reason)
                ? [{ value: given.reason, label: given.reason }]
                : []),
              ...reasons.map(({ reason, count }) => ({ value: reason, label: `${count} × ${reason}` })),
            ]}
          />
        </div>
      )}
      <TextField
        label="Request id"
        isCode
        type="search"
        defaultValue={given.q ?? ''}
        onBlur={event => search(event.target.value)}
        onKeyDown={event =>
          event.key === 'Enter' && event.target instanceof HTMLInputElement && search(event.target.value)
        }
      />
      <PeriodFields from={given.from} to={given.to} onChange={set} />
    </div>
  )
}
