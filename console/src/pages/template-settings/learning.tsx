import { useState } from 'react'
import { NumberField } from '../../kit/controls/number-field.tsx'
import { Select } from '../../kit/controls/select.tsx'
import { Switch } from '../../kit/controls/switch.tsx'
import { Cards } from '../../kit/show/card.tsx'
import { ALGORITHMS, comparability, METHODS } from '../../words/template-settings.ts'
import { type OfTemplate, SaveCard } from './save-card.tsx'

const METHOD_OPTIONS = (['internal_persistent', 'internal_random', 'external'] as const).map(value => ({
  value,
  ...METHODS[value],
}))
const ALGORITHM_OPTIONS = (
  [
    ...(['adaptive', 'contextual', 'fixed', 'manual', 'epsilon_greedy', 'thompson'] as const),
    ...(['weighted_thompson', 'linear_thompson'] as const),
  ] as const
).map(value => ({ value, ...ALGORITHMS[value] }))

const SHARE = { style: 'percent', maximumFractionDigits: 1 } as const

/** How messages are divided, and how the division learns. */
export function Learning({ org, template }: OfTemplate) {
  const { split, learning } = template
  const [method, setMethod] = useState(split.method)
  const [share, setShare] = useState(split.control_share)
  const [algorithm, setAlgorithm] = useState(template.algorithm)
  const [epsilon, setEpsilon] = useState(template.epsilon)
  const [isSticky, setSticky] = useState(learning.sticky === true)
  const [isAuto, setAuto] = useState(learning.auto_archive === true)
  const isSame =
    method === split.method &&
    share === split.control_share &&
    algorithm === template.algorithm &&
    epsilon === template.epsilon &&
    isSticky === (learning.sticky === true) &&
    isAuto === (learning.auto_archive === true)
  const isWritten = !Number.isNaN(share) && !Number.isNaN(epsilon)
  return (
    <SaveCard
      org={org}
      template={template}
      title="Split and learning"
      patch={
        isSame || !isWritten
          ? null
          : {
              ...{ algorithm, epsilon, split: { method, control_share: share } },
              learning: { ...learning, sticky: isSticky, auto_archive: isAuto },
            }
      }
      consequences={comparability(template, { goal: template.key_metric, share, method })}
    >
      {problem => (
        <>
          <Cards min={220}>
            <Select label="Who gets control" options={METHOD_OPTIONS} value={method} onChange={setMethod} />
            <NumberField
              label="Share of control"
              help="What the new wordings are compared with. Less than 5 % takes long."
              value={share}
              onChange={setShare}
              minValue={0}
              maxValue={1}
              step={0.01}
              formatOptions={SHARE}
              isDisabled={method === 'external'}
              error={problem?.of('/split/control_share')}
            />
            <Select
              label="How traffic moves"
              options={ALGORITHM_OPTIONS}
              value={algorithm}
              onChange={setAlgorithm}
              error={problem?.of('/algorithm')}
            />
            <NumberField
              label="Always even"
              help="This share of messages is divided evenly, so that late changes are noticed."
              value={epsilon}
              onChange={setEpsilon}
              minValue={0}
              maxValue={1}
              step={0.01}
              formatOptions={SHARE}
              error={problem?.of('/epsilon')}
            />
          </Cards>
          <Switch isSelected={isSticky} onChange={setSticky}>
            A person keeps the same draw for all messages
          </Switch>
          <Switch isSelected={isAuto} onChange={setAuto}>
            Parley archives wordings by itself when it recommends that
          </Switch>
        </>
      )}
    </SaveCard>
  )
}
