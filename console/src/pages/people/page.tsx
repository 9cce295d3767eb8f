import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import type { FoundPeople } from '../../../../src/features/people/schema.ts'
import { call, path } from '../../api/call.ts'
import { orgQuery } from '../../api/org-queries.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { Skeleton } from '../../kit/states/skeleton.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { ParkedErasures } from './parked.tsx'
import css from './people.module.css'

const FOUND_BY = {
  'user-id': 'by user id',
  address: 'by address',
  'tracking-id': 'by the tracking id of a message',
} as const

/** Finds a person. An address goes in the body of the call and never into the URL. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const { q } = useSearch({ from: '/o/$org/people' })
  const navigate = useNavigate({ from: '/o/$org/people' })
  const [text, setText] = useState(q ?? '')
  const { data: organisation } = useQuery(orgQuery(org))
  const search = useMutation({
    mutationFn: (words: string) =>
      call<FoundPeople>('POST', path`/orgs/${org}/people/search`, { body: { q: words } }),
  })
  const { mutate } = search
  useEffect(() => {
    if (q !== undefined) mutate(q)
  }, [q, mutate])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const words = text.trim()
    if (words === '') return
    if (words.includes('@')) {
      if (q !== undefined) void navigate({ search: {}, replace: true })
      mutate(words)
    } else if (words === q) mutate(words)
    else void navigate({ search: { q: words } })
  }
  const items = search.data?.items
  return (
    <>
      <PageHeader
        title="People"
        sub="What a person got, and why a report about them did or did not count."
        api={{
          method: 'POST',
          path: path`/orgs/${org}/people/search`,
          body: { q: 'user id, address or tracking id' },
        }}
      />
      <div className="stack">
        <ParkedErasures org={org} />
        <Card>
          <form className={css['form']} onSubmit={submit}>
            <TextField
              label="User id, address or tracking id"
              help="The complete one. Addresses stay out of the URL."
              value={text}
              onChange={setText}
              isCode
            />
            <Button type="submit" kind="primary" isPending={search.isPending}>
              Find
            </Button>
          </form>
        </Card>
        {search.error && <Failed error={search.error} onRetry={() => mutate(search.variables ?? '')} />}
        {search.isPending && <Skeleton lines={2} />}
        {items?.length === 0 && (
          <Empty title={`Nobody by that name in ${organisation?.retention.events_days ?? '…'} days`}>
            Parley looks for the complete id as the platforms and your backend send it. Capital letters count
            in user ids.
          </Empty>
        )}
        {items !== undefined && items.length > 0 && (
          <DataTable
            caption="People found"
            rows={items}
            idOf={({ ref }) => ref}
            columns={[
              {
                id: 'name',
                title: 'Person',
                isHeading: true,
                cell: ({ ref, name }) => (
                  <Link to="/o/$org/people/$person" params={{ org, person: ref }}>
                    <code>{name}</code>
                  </Link>
                ),
              },
              { id: 'by', title: 'Found', cell: ({ found_by }) => FOUND_BY[found_by] },
              { id: 'seen', title: 'Last seen', cell: ({ last_seen_at }) => <Age at={last_seen_at} /> },
            ]}
          />
        )}
      </div>
    </>
  )
}
