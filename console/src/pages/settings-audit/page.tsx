import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { addressOf, path } from '../../api/call.ts'
import { AuditLog } from '../../kit/audit/audit-log.tsx'
import { Button } from '../../kit/controls/button.tsx'
import { startOf } from '../../kit/controls/date-range.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Filters } from './filters.tsx'

/** Who changed what in this organisation. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const search = useSearch({ from: '/o/$org/settings/audit' })
  const navigate = useNavigate({ from: '/o/$org/settings/audit' })
  const { range = 'all', actor, action, object, state } = search
  const filter = useMemo(
    () => ({ actor, action, object, state, from: startOf(range, new Date()) }),
    [range, actor, action, object, state],
  )
  const isFiltered = Object.values(filter).some(value => value !== undefined)
  return (
    <div className="stack">
      <PageHeader
        title="Audit"
        sub="Every change and every look at an unmasked person. Entries are kept for 400 days."
        exports={[{ label: 'audit log (CSV)', href: addressOf(path`/orgs/${org}/audit.csv`, filter) }]}
        api={{ path: path`/orgs/${org}/audit`, query: filter }}
      />
      <Filters />
      <AuditLog
        org={org}
        filter={filter}
        caption="Audit log"
        empty={
          isFiltered ? (
            <Empty
              title="No change fits these filters"
              action={<Button onPress={() => void navigate({ search: {} })}>Clear the filters</Button>}
            />
          ) : (
            <Empty title="Nobody has changed anything yet">
              Each change appears here: who made it, from what to what, and from where.
            </Empty>
          )
        }
      />
    </div>
  )
}
