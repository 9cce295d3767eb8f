import { useState } from 'react'
import { useOwnMetrics } from '../../api/org-queries.ts'
import { CheckboxGroup } from '../../kit/controls/checkbox-group.tsx'
import { NumberField } from '../../kit/controls/number-field.tsx'
import { Switch } from '../../kit/controls/switch.tsx'
import { Cards } from '../../kit/show/card.tsx'
import { ownMetricInWords } from '../../words/own-metrics.ts'
import { type OfTemplate, SaveCard } from './save-card.tsx'

/** The server's default, for templates without a margin of their own. */
const MARGIN = 0.005
const POINTS = { style: 'percent', maximumFractionDigits: 2 } as const
const DAYS = 30

/** What stops a wording, and how fast old messages are forgotten. */
export function Guardrails({ org, template }: OfTemplate) {
  const { learning } = template
  const [margin, setMargin] = useState(learning.guardrail_margin ?? MARGIN)
  const [forgets, setForgets] = useState(typeof learning.half_life_days === 'number')
  const [days, setDays] = useState(learning.half_life_days ?? DAYS)
  const halfLife = forgets ? days : null
  const own = useOwnMetrics(org)
  const present = learning.guardrails ?? []
  const [guarding, setGuarding] = useState<readonly string[]>(present.map(({ metric }) => metric))
  const isGuardedAlike =
    guarding.toSorted().join() ===
    present
      .map(({ metric }) => metric)
      .toSorted()
      .join()
  const isSame =
    isGuardedAlike &&
    margin === (learning.guardrail_margin ?? MARGIN) &&
    halfLife === (learning.half_life_days ?? null)
  const guardrails = [
    ...present.filter(({ metric }) => guarding.includes(metric)),
    ...own
      .filter(({ metric }) => guarding.includes(metric) && present.every(each => each.metric !== metric))
      // The margin is a share of messages. An amount has the server's default.
      .map(({ metric, kind }) => (kind === 'rate' ? { metric, margin } : { metric })),
  ]
  const isWritten = !Number.isNaN(margin) && !(forgets && Number.isNaN(days))
  return (
    <SaveCard
      org={org}
      template={template}
      title="Guardrails and thresholds"
      patch={
        isSame || !isWritten
          ? null
          : { learning: { ...learning, guardrail_margin: margin, half_life_days: halfLife, guardrails } }
      }
    >
      {problem => (
        <>
          <Cards min={240}>
            <NumberField
              label="Margin over control"
              aside="points"
              help="A wording is blocked when its unsubscribes or complaints exceed those of control by more than this, with a probability of 95 %."
              value={margin}
              onChange={setMargin}
              minValue={0}
              maxValue={1}
              step={0.001}
              formatOptions={POINTS}
              error={problem?.of('/learning/guardrail_margin')}
            />
            {forgets && (
              <NumberField
                label="Counts half after"
                aside="days"
                help="Short: follows changes fast, and learns from less."
                value={days}
                onChange={setDays}
                minValue={1}
                maxValue={365}
                error={problem?.of('/learning/half_life_days')}
              />
            )}
          </Cards>
          {own.length > 0 && (
            <CheckboxGroup
              label="Metrics of your own that stop a wording too"
              help="A wording is blocked when it is worse than control by more than the margin, for a sum by more than 5 %."
              options={own.map(metric => ({
                value: metric.metric,
                label: metric.name,
                help: ownMetricInWords(metric, own),
              }))}
              value={guarding}
              onChange={setGuarding}
              error={problem?.of('/learning/guardrails')}
            />
          )}
          <Switch isSelected={forgets} onChange={setForgets}>
            Older messages count less
          </Switch>
          <p className="meta">
            The gates of Results (messages in each group, full days, level) are the same for all templates.
          </p>
        </>
      )}
    </SaveCard>
  )
}
