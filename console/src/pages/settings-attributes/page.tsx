import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { path } from '../../api/call.ts'
import { rulesQuery } from '../../api/org-queries.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { RowLink } from '../../kit/table/row-link.tsx'
import { EMPTY_DRAFT, RULE_TYPES, toDraft, valuesOf } from '../../words/rules.ts'
import { Editor } from './editor.tsx'

/** Rules that turn what senders write into the values that wordings target. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const { open, create } = useSearch({ from: '/o/$org/settings/attributes' })
  const rules = useQuery(rulesQuery(org))
  const to = '/o/$org/settings/attributes'
  return (
    <div className="stack">
      <PageHeader
        title="Attributes"
        sub="Senders write the same thing in many ways. A rule makes one value of them, for targeting and learning."
        api={{ path: path`/orgs/${org}/attributes` }}
        actions={
          <LinkButton kind="primary" to={to} params={{ org }} search={{ create: true }}>
            Create rule
          </LinkButton>
        }
      />
      <Loaded query={rules}>
        {({ items }) => {
          const opened = items.find(({ name }) => name === open)
          return (
            <>
              {create && <Editor key="new" org={org} draft={EMPTY_DRAFT} isNew />}
              {opened && <Editor key={opened.name} org={org} draft={toDraft(opened)} isNew={false} />}
              {open !== undefined && !opened && (
                <Empty title={`There is no rule for “${open}”`}>It may have been deleted.</Empty>
              )}
              {items.length === 0 && !create ? (
                <Empty
                  title="There is no rule yet"
                  action={
                    <LinkButton to={to} params={{ org }} search={{ create: true }}>
                      Create the first rule
                    </LinkButton>
                  }
                >
                  Without a rule, attributes are used as they are sent, in small letters.
                </Empty>
              ) : (
                <DataTable
                  caption="Rules for attributes"
                  rows={items}
                  idOf={({ name }) => name}
                  isSelected={({ name }) => name === open}
                  columns={[
                    {
                      id: 'name',
                      title: 'Attribute',
                      isHeading: true,
                      cell: ({ name }) => (
                        <RowLink to={to} params={{ org }} search={{ open: name }}>
                          {name}
                        </RowLink>
                      ),
                    },
                    { id: 'type', title: 'Kind', cell: ({ type }) => RULE_TYPES[type].label },
                    { id: 'values', title: 'Becomes', cell: rule => valuesOf(rule) },
                    { id: 'default', title: 'Anything else', cell: rule => rule.default ?? 'as sent' },
                    {
                      id: 'source',
                      title: 'Read from',
                      cell: ({ name, source }) => <code>{source ?? name}</code>,
                    },
                  ]}
                />
              )}
            </>
          )
        }}
      </Loaded>
    </div>
  )
}
