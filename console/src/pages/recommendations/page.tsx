import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { templatesQuery } from '../../api/org-queries.ts'
import { Button } from '../../kit/controls/button.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Select } from '../../kit/controls/select.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { KINDS, STATUS_WORDS } from '../../words/advice.ts'
import { DecidedTable } from './decided-table.tsx'
import { OpenCard } from './open-card.tsx'
import { type Filter, recommendationsQuery } from './queries.ts'
import css from './recommendations.module.css'

/** What the figures advise: open ones first, decided ones below. */
export function Page() {
  const { org = '' } = useParams({ strict: false })
  const given = useSearch({ from: '/o/$org/recommendations' })
  const navigate = useNavigate()
  const set = (change: Filter) =>
    void navigate({
      to: '/o/$org/recommendations',
      params: { org },
      search: { ...given, ...change },
      replace: true,
    })
  const query = useQuery(recommendationsQuery(org, given))
  const isFiltered = [given.status, given.template, given.kind].some(value => value !== undefined)
  const clear = (
    <Button onPress={() => set({ status: undefined, template: undefined, kind: undefined })}>
      Clear filters
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Recommendations"
        sub="What your figures advise, checked every five minutes. Nothing happens without you."
        api={{ path: `/orgs/${org}/recommendations`, query: { status: given.status } }}
      />
      <div className="stack">
        <Filters given={given} set={set} />
        <Loaded query={query}>
          {({ items }) => {
            const open = items.filter(({ status }) => status === 'open')
            const decided = items.filter(({ status }) => status !== 'open')
            if (items.length === 0)
              return isFiltered ? (
                <Empty title="No recommendation matches" action={clear} />
              ) : (
                <Empty
                  title="No recommendation yet"
                  action={
                    <LinkButton to="/o/$org/templates" params={{ org }}>
                      See the templates
                    </LinkButton>
                  }
                >
                  <p>
                    Parley looks at the figures of every live template. It says here when a wording can be
                    shipped, when one wastes traffic, when reports stop, and when there are too many or too
                    few wordings.
                  </p>
                </Empty>
              )
            return (
              <>
                {open.length === 0 && (given.status ?? 'open') === 'open' && (
                  <Empty title="Nothing waits for you">
                    <p>All recommendations are decided or no longer valid.</p>
                  </Empty>
                )}
                {open.map((each, at) => (
                  <OpenCard key={each.id} recommendation={each} isFirst={at === 0} />
                ))}
                {decided.length > 0 && <DecidedTable rows={decided} />}
              </>
            )
          }}
        </Loaded>
      </div>
    </>
  )
}

const ANY = { value: 'any', label: 'Any' } as const
const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>) => Object.keys(record) as Key[]

function Filters({ given, set }: { readonly given: Filter; readonly set: (change: Filter) => void }) {
  const { org = '' } = useParams({ strict: false })
  const { data } = useQuery(templatesQuery(org))
  const orNone = <Value extends string>(value: Value | 'any') => (value === 'any' ? undefined : value)
  return (
    <div className={css['filters']}>
      <Select
        label="Status"
        value={given.status ?? 'any'}
        onChange={status => set({ status: orNone(status) })}
        options={[ANY, ...keysOf(STATUS_WORDS).map(value => ({ value, label: STATUS_WORDS[value] }))]}
      />
      <Select
        label="Kind"
        value={given.kind ?? 'any'}
        onChange={kind => set({ kind: orNone(kind) })}
        options={[ANY, ...keysOf(KINDS).map(value => ({ value, label: KINDS[value].title }))]}
      />
      <Select
        label="Template"
        value={given.template ?? 'any'}
        onChange={template => set({ template: orNone(template) })}
        options={[ANY, ...(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]}
      />
    </div>
  )
}
