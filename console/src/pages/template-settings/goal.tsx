import { useState } from 'react'
import { useOwnMetrics } from '../../api/org-queries.ts'
import { RadioGroup } from '../../kit/controls/radio-group.tsx'
import { TextArea } from '../../kit/controls/text-field.tsx'
import { linesOf } from '../../words/lines.ts'
import { ownMetricInWords } from '../../words/own-metrics.ts'
import { comparability, GOALS } from '../../words/template-settings.ts'
import { type OfTemplate, SaveCard } from './save-card.tsx'

const OPTIONS = (['click_rate', 'conversion_rate', 'revenue', 'open_rate', 'unsubscribe_rate'] as const).map(
  value => ({ value, ...GOALS[value] }),
)

/** What the wordings compete for. */
export function Goal({ org, template }: OfTemplate) {
  const { attribution, split } = template
  const [goal, setGoal] = useState(template.key_metric)
  const [events, setEvents] = useState(attribution.conversion_events.join('\n'))
  const own = useOwnMetrics(org)
  const options = [
    ...OPTIONS,
    ...own.map(metric => ({ value: metric.metric, label: metric.name, help: ownMetricInWords(metric, own) })),
  ]
  const names = linesOf(events)
  const isRenamed = names.join('\n') !== attribution.conversion_events.join('\n')
  const isSame = goal === template.key_metric && !isRenamed
  return (
    <SaveCard
      org={org}
      template={template}
      title="Goal"
      patch={isSame ? null : { key_metric: goal, attribution: { ...attribution, conversion_events: names } }}
      consequences={[
        ...comparability(template, { goal, share: split.control_share, method: split.method }, own),
        ...(isRenamed
          ? [
              'Calls that are read from now on use these names. Replay stored calls to count earlier ones by them.',
            ]
          : []),
      ]}
    >
      {problem => (
        <>
          <RadioGroup
            label="The wordings compete for"
            look="cards"
            options={options}
            value={goal}
            onChange={setGoal}
            error={problem?.of('/key_metric')}
          />
          <TextArea
            label="Events that count as conversions"
            help="Their names, one a line. Empty: every conversion that is reported"
            rows={3}
            value={events}
            onChange={setEvents}
            isCode
          />
        </>
      )}
    </SaveCard>
  )
}
