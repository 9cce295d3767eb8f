import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { addressOf } from '../../api/call.ts'
import { templateQuery } from '../../api/org-queries.ts'
import { useZone } from '../../kit/show/when.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { TemplateFrame } from '../../shell/template-frame.tsx'
import { wordsOf } from '../../words/results/metrics.ts'
import { Below } from './below.tsx'
import { Charts } from './charts.tsx'
import { Headline } from './headline.tsx'
import { Ladder } from './ladder.tsx'
import { type Asked, queryOf, resultsPageQuery, resultsPath } from './queries.ts'
import { isSilent } from './rungs.ts'
import { StatusBanner } from './status-banner.tsx'
import { ResultsActions } from './traffic/actions.tsx'
import { Wordings } from './wordings.tsx'

const CHANNELS: Readonly<Record<string, string>> = {
  ...{ email: 'Email', sms: 'SMS', push: 'Push', in_app: 'In-app', web: 'Web', other: 'Other' },
}

/** Does it work, by how much, and may it be believed? */
export function Page() {
  const { org, tpl } = useParams({ from: '/o/$org/templates/$tpl' })
  const {
    metric,
    range = 'all',
    numbers = false,
    at,
    segment,
  } = useSearch({ from: '/o/$org/templates/$tpl/results' })
  const navigate = useNavigate({ from: '/o/$org/templates/$tpl/results' })
  const zone = useZone()
  const asked: Asked = { org, template: tpl, range, metric }
  const results = useQuery(resultsPageQuery(asked))
  const { data: template } = useQuery(templateQuery(org, tpl))
  const change = (search: Readonly<Record<string, unknown>>) =>
    navigate({ search: before => ({ ...before, ...search }), replace: true, resetScroll: false })
  const csv = (file: string, more: Readonly<Record<string, string>> = {}) =>
    addressOf(`/orgs/${encodeURIComponent(org)}/templates/${encodeURIComponent(tpl)}/${file}`, {
      ...queryOf(asked),
      ...more,
    })
  const about = template && [
    CHANNELS[template.channel] ?? template.channel,
    `goal: ${wordsOf(template.key_metric, results.data?.control.metrics).name.toLowerCase()}`,
    ...(template.split.method === 'external' ? ['the platform divides the messages'] : []),
  ]
  return (
    <TemplateFrame
      about={about?.join(' · ')}
      actions={template && <ResultsActions place={{ org, template: tpl }} status={template.status} />}
      exports={[
        { label: 'Wordings (CSV)', href: csv('results.csv') },
        { label: 'Themes (CSV)', href: csv('results.csv', { table: 'themes' }) },
        ...(segment === undefined
          ? []
          : [{ label: `By ${segment} (CSV)`, href: csv('results.csv', { table: 'segments', segment }) }]),
        { label: 'Daily rates (CSV)', href: csv('timeseries.csv', { table: 'rates', timezone: zone }) },
        { label: 'Lift so far (CSV)', href: csv('timeseries.csv', { table: 'lift' }) },
        { label: 'Shares of traffic (CSV)', href: csv('timeseries.csv', { table: 'traffic' }) },
      ]}
      api={{ path: resultsPath(asked), query: queryOf(asked) }}
    >
      <Loaded query={results}>
        {data => (
          <div className="stack">
            <StatusBanner status={data.template.status} place={{ org, template: tpl }} template={template} />
            <Headline results={data} place={{ org, template: tpl }} />
            {isSilent(data) && <Ladder results={data} place={{ org, template: tpl }} />}
            {data.verdict !== 'no-data' && (
              <>
                <Wordings
                  results={data}
                  template={template}
                  range={range}
                  onRange={next => change({ range: next === 'all' ? undefined : next })}
                  onMetric={next => change({ metric: next === data.template.key_metric ? undefined : next })}
                />
                <Charts
                  asked={asked}
                  results={data}
                  template={template}
                  showsNumbers={numbers}
                  onNumbers={shows => change({ numbers: shows ? true : undefined })}
                  pin={{ at, onPin: chosen => change({ at: chosen }) }}
                />
                <Below
                  asked={asked}
                  results={data}
                  template={template}
                  showsNumbers={numbers}
                  onNumbers={shows => change({ numbers: shows ? true : undefined })}
                  pin={{ at, onPin: chosen => change({ at: chosen }) }}
                  segment={{ segment, onSegment: chosen => change({ segment: chosen }) }}
                />
              </>
            )}
          </div>
        )}
      </Loaded>
    </TemplateFrame>
  )
}
