import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Overview } from '../../../../src/features/overview/schema.ts'
import { addressOf } from '../../api/call.ts'
import { overviewQuery } from '../../api/overview.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Segmented } from '../../kit/controls/segmented.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Card } from '../../kit/show/card.tsx'
import { useZone } from '../../kit/show/when.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { TemplateTable } from '../../parts/template-table.tsx'
import { FirstSteps } from '../../shell/first-steps/first-steps.tsx'
import { inOrder } from '../../words/results/template-order.ts'
import { homeInWords } from '../../words/results/verdicts.ts'
import { momentInWords } from '../../words/time.ts'
import { Needs } from './needs.tsx'
import { Strip } from './strip.tsx'

const RANGES = [
  { value: '7d', label: '7 d' },
  { value: '30d', label: '30 d' },
  { value: '90d', label: '90 d' },
  { value: 'all', label: 'All' },
] as const
const PERIODS: Readonly<Record<string, string>> = {
  '7d': 'The last 7 days',
  '30d': 'The last 30 days',
  '90d': 'The last 90 days',
  all: 'All time',
}
const STALE_MS = 60_000

/** Is anything broken, what works, and what should I do? */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const search = useSearch({ from: '/o/$org/' })
  const { range = '30d', sort = 'name', dir = 'asc', sandbox, checklist } = search
  const navigate = useNavigate({ from: '/o/$org/' })
  const overview = useQuery(overviewQuery(org, range, sandbox))
  const change = (search: Readonly<Record<string, unknown>>) =>
    navigate({ search: before => ({ ...before, ...search }), replace: true, resetScroll: false })
  const csv = addressOf(`/orgs/${encodeURIComponent(org)}/overview.csv`, { range, sandbox })
  return (
    <>
      <PageHeader
        title="Home"
        say={overview.data && homeInWords(overview.data)}
        sub={overview.data && <Basis overview={overview.data} range={range} />}
        exports={[{ label: 'Templates (CSV)', href: csv }]}
        api={{ path: `/orgs/${org}/overview`, query: { range, sandbox } }}
        actions={
          <LinkButton kind="primary" to="/o/$org/templates/new" params={{ org }}>
            New template
          </LinkButton>
        }
      />
      <Loaded query={overview}>
        {data => {
          const live = data.templates.filter(({ status }) => status === 'active')
          const { draft, shipped, archived } = data.by_status
          return (
            <div className="stack">
              <Needs needs={data.needs_you} />
              <FirstSteps
                org={org}
                isRecalled={checklist === true}
                onClose={() => void change({ checklist: undefined })}
              />
              <section className="stack" aria-labelledby="live">
                <div className="row between">
                  <h2 id="live">Live templates</h2>
                  <Segmented
                    label="Range"
                    options={RANGES}
                    value={range}
                    onChange={next => change({ range: next === '30d' ? undefined : next })}
                  />
                </div>
                {live.length === 0 ? (
                  <Card>
                    <Empty
                      title="No template is live"
                      action={
                        <LinkButton kind="primary" to="/o/$org/templates/new" params={{ org }}>
                          New template
                        </LinkButton>
                      }
                    >
                      A template is one message with several wordings. It is live once a wording is approved
                      and the template is active.
                    </Empty>
                  </Card>
                ) : (
                  <TemplateTable
                    org={org}
                    caption="Live templates"
                    range={range}
                    templates={inOrder(live, sort, dir)}
                    sort={{ by: sort, direction: dir }}
                    onSort={({ by, direction }) => change({ sort: by, dir: direction })}
                    foot={
                      <>
                        <span className="meta">
                          {draft === 1 ? '1 draft' : `${draft} drafts`} · {shipped} shipped · {archived}{' '}
                          archived
                        </span>
                        <Link to="/o/$org/templates" params={{ org }}>
                          All templates
                        </Link>
                      </>
                    }
                  />
                )}
              </section>
              <Strip activity={data.last_24h} />
            </div>
          )
        }}
      </Loaded>
    </>
  )
}

interface BasisProps {
  readonly overview: Overview
  readonly range: Overview['range']
}

/** What the figures rest on. */
function Basis({ overview: { as_of: asOf }, range }: BasisProps) {
  const zone = useZone()
  return (
    <>
      {PERIODS[range]}, up to {momentInWords(asOf, zone, 'minute')} ({zone}). Every comparison is against a
      control group.
      {Date.now() - Date.parse(asOf) > STALE_MS && (
        <>
          {' '}
          Some figures are from <Age at={asOf} />: newer ones are being computed.
        </>
      )}
    </>
  )
}
