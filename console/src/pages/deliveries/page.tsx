import { useParams, useSearch } from '@tanstack/react-router'
import { addressOf } from '../../api/call.ts'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Tab, Tabs } from '../../kit/page/tabs.tsx'
import { periodQuery } from '../../parts/period-fields.tsx'
import { Messages } from './messages.tsx'
import { Transports } from './transports/transports.tsx'

/** Messages that Parley sends itself, and the transports that carry them. */
export function Page() {
  const { org = '' } = useParams({ strict: false })
  const given = useSearch({ from: '/o/$org/deliveries' })
  const { tab = 'deliveries', state, transport, template, reason } = given
  const query = { state, transport, template, reason, ...periodQuery(given.from, given.to) }
  const isList = tab === 'deliveries'
  return (
    <>
      <PageHeader
        title="Deliveries"
        sub="Messages that Parley sends itself: which were sent, and which are stuck."
        api={isList ? { path: `/orgs/${org}/deliveries`, query } : { path: `/orgs/${org}/transports` }}
        exports={isList ? [{ label: 'CSV', href: addressOf(`/orgs/${org}/deliveries.csv`, query) }] : []}
      />
      <Tabs label="Parts of this page">
        <Tab to="/o/$org/deliveries" params={{ org }} activeOptions={EXACT} {...(isList && CURRENT)}>
          Deliveries
        </Tab>
        <Tab
          to="/o/$org/deliveries"
          params={{ org }}
          search={{ tab: 'transports' }}
          activeOptions={EXACT}
          {...(!isList && CURRENT)}
        >
          Transports
        </Tab>
      </Tabs>
      {isList ? <Messages /> : <Transports />}
    </>
  )
}

// Both tabs have one path, so the page says which is current.
const EXACT = { exact: true, includeSearch: true }
const CURRENT = { 'aria-current': 'page' } as const
