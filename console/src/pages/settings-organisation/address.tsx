import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { FormerSlugs, OrgView } from '../../../../src/features/orgs/schema.ts'
import { call, path } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Card } from '../../kit/show/card.tsx'
import { When } from '../../kit/show/when.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { useSave } from '../../kit/use-save.ts'

const formerQuery = (org: string) => ({
  queryKey: [org, 'former-slugs'],
  queryFn: () => call<Static<typeof FormerSlugs>>('GET', path`/orgs/${org}/former-slugs`),
})

interface Props {
  readonly org: string
  readonly slug: string
}

/** The slug, which is part of every address, and the earlier ones that still work. */
export function Address({ org, slug }: Props) {
  const [text, setText] = useState(slug)
  const navigate = useNavigate()
  const { data: former } = useQuery(formerQuery(org))
  const change = useSave({
    changes: [['session'], [org]],
    said: 'The slug is changed. The former one works for 90 days.',
    save: () => call<OrgView>('PATCH', path`/orgs/${org}`, { body: { slug: text } }),
    onDone: ({ slug: changed }) =>
      void navigate({ to: '/o/$org/settings/organisation', params: { org: changed } }),
  })
  const problem = change.error ? toProblem(change.error) : undefined
  const wrong = problem?.of('/slug')
  return (
    <Card title="Address">
      <div className="stack">
        <form
          className="stack"
          onSubmit={event => {
            event.preventDefault()
            change.mutate(undefined)
          }}
        >
          <TextField
            label="Slug"
            help={
              <>
                Part of every address: <code>/api/generate/{text}</code>, <code>/api/webhook/cio/{text}</code>
              </>
            }
            value={text}
            onChange={setText}
            error={wrong === undefined ? undefined : `This slug ${wrong}.`}
            isCode
          />
          {text !== slug && (
            <p className="note">
              Addresses with <code>{slug}</code> keep working for 90 days. Change them in your platforms
              before that.
            </p>
          )}
          {problem && wrong === undefined && <Failed error={problem} />}
          <div className="row">
            <Button type="submit" needs="administer" isPending={change.isPending} isDisabled={text === slug}>
              Change the slug
            </Button>
          </div>
        </form>
        {former !== undefined && former.items.length > 0 && (
          <DataTable
            caption="Former slugs that still work"
            rows={former.items}
            idOf={each => each.slug}
            columns={[
              { id: 'slug', title: 'Former slug', isHeading: true, cell: each => <code>{each.slug}</code> },
              {
                id: 'until',
                title: 'Works until',
                cell: ({ until }) => <When at={until} precision="day" />,
              },
              {
                id: 'callers',
                title: 'Who still calls it',
                cell: ({ callers }) =>
                  callers.length === 0 ? (
                    'nobody so far'
                  ) : (
                    <ul>
                      {callers.map(({ name, last_at }) => (
                        <li key={name}>
                          {name}, <Age at={last_at} />
                        </li>
                      ))}
                    </ul>
                  ),
              },
            ]}
          />
        )}
      </div>
    </Card>
  )
}
