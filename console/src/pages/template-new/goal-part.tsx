import { useOwnMetrics } from '../../api/org-queries.ts'
import { NumberField } from '../../kit/controls/number-field.tsx'
import { RadioGroup } from '../../kit/controls/radio-group.tsx'
import { Card } from '../../kit/show/card.tsx'
import { ownMetricInWords } from '../../words/own-metrics.ts'
import type { Goal } from './form.ts'
import type { PartProps } from './what-part.tsx'

const GOALS: readonly { readonly value: Goal; readonly label: string; readonly help: string }[] = [
  { value: 'click_rate', label: 'More clicks', help: 'Known within hours. A good start.' },
  {
    value: 'conversion_rate',
    label: 'More conversions',
    help: 'What you are after, but it takes days to know.',
  },
  { value: 'revenue', label: 'More revenue', help: 'Purchases with their amounts. Needs the most messages.' },
  {
    value: 'open_rate',
    label: 'More opens',
    help: 'Mail programs open messages by themselves, so opens say less than they seem to.',
  },
  { value: 'unsubscribe_rate', label: 'Fewer unsubscribes', help: 'For messages that cost you readers.' },
]

/** What the wordings are compared by, and how many people keep getting control. */
export function GoalPart({ org, form, change }: PartProps & { readonly org: string }) {
  const own = useOwnMetrics(org)
  return (
    <Card title="3 · Goal">
      <div className="stack">
        <RadioGroup
          label="Better means"
          look="cards"
          isVertical
          options={[
            ...GOALS,
            ...own.map(metric => ({
              value: metric.metric,
              label: metric.name,
              help: ownMetricInWords(metric, own),
            })),
          ]}
          value={form.goal}
          onChange={goal => change({ goal })}
        />
        <NumberField
          label="Control keeps"
          help="Per cent of the people who go on getting today's text. Without them nobody can tell what the new wordings are worth."
          aside="%"
          minValue={0}
          maxValue={90}
          value={form.controlShare}
          onChange={value => change({ controlShare: Number.isFinite(value) ? value : 10 })}
        />
      </div>
    </Card>
  )
}
