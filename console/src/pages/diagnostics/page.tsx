import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { diagnosticsQuery } from '../../api/diagnostics.ts'
import { usePlatformName } from '../../api/platform-health.ts'
import { Card } from '../../kit/show/card.tsx'
import { When } from '../../kit/show/when.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { DelayChart } from '../../parts/charts/delay-chart.tsx'
import { GuardrailTable } from '../../parts/guardrail-table.tsx'
import { TemplateFrame } from '../../shell/template-frame.tsx'
import { checksOf } from '../../words/results/checks.ts'
import { Checks } from './checks.tsx'

const NOUNS: Readonly<Record<string, string>> = {
  ...{ open: 'opens', click: 'clicks', conversion: 'conversions', unsubscribe: 'unsubscribes' },
}

/** What may be wrong with this template, and where its cure is. */
export function Page() {
  const { org, tpl } = useParams({ from: '/o/$org/templates/$tpl' })
  const { numbers = false } = useSearch({ from: '/o/$org/templates/$tpl/diagnostics' })
  const navigate = useNavigate({ from: '/o/$org/templates/$tpl/diagnostics' })
  const platformOf = usePlatformName(org)
  const diagnostics = useQuery(diagnosticsQuery(org, tpl))
  return (
    <TemplateFrame api={{ path: `/orgs/${org}/templates/${tpl}/diagnostics` }}>
      <Loaded query={diagnostics}>
        {found => {
          const checks = checksOf(found, platformOf)
          const open = checks.filter(({ state }) => state !== 'ok').length
          return (
            <div className="stack">
              <div>
                <p className="say">
                  {open === 0
                    ? `All ${checks.length} checks hold.`
                    : `${open} of ${checks.length} checks need a look.`}
                </p>
                <p className="meta">
                  As of <When at={found.as_of} precision="second" />
                </p>
              </div>
              <Checks checks={checks} place={{ org, tpl }} />
              <section className="stack" aria-labelledby="guardrails">
                <h2 id="guardrails">Guardrails</h2>
                <GuardrailTable org={org} rows={found.guardrails} />
              </section>
              {found.delay.points.length > 0 ? (
                <DelayChart
                  points={found.delay.points}
                  p50={found.delay.p50_days}
                  p90={found.delay.p90_days}
                  window={found.delay.window}
                  noun={NOUNS[found.delay.success] ?? found.delay.success}
                  showsNumbers={numbers}
                  onNumbers={shows =>
                    navigate({
                      search: before => ({ ...before, numbers: shows ? true : undefined }),
                      replace: true,
                      resetScroll: false,
                    })
                  }
                />
              ) : (
                <Card title="How long people take">
                  <p className="sub">Nobody has responded yet, so there is no delay to show.</p>
                </Card>
              )}
            </div>
          )
        }}
      </Loaded>
    </TemplateFrame>
  )
}
