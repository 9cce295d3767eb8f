import { useState } from 'react'
import type { OrgView } from '../../../../src/features/orgs/schema.ts'
import { WindowPicture } from '../../charts/window-picture.tsx'
import { NumberField } from '../../kit/controls/number-field.tsx'
import { Switch } from '../../kit/controls/switch.tsx'
import { Cards } from '../../kit/show/card.tsx'
import { consequences } from '../../words/window.ts'
import { type OfTemplate, SaveCard } from './save-card.tsx'

/** When a conversion counts for a message of this template. */
export function Windows({
  org,
  template,
  defaults,
}: OfTemplate & { readonly defaults: OrgView['attribution'] }) {
  const { attribution } = template
  const isOwnNow = attribution.offset_days !== null || attribution.lookback_days !== null
  const before = {
    offset: attribution.offset_days ?? defaults.offset_days,
    lookback: attribution.lookback_days ?? defaults.lookback_days,
  }
  const [isOwn, setOwn] = useState(isOwnNow)
  const [offset, setOffset] = useState(before.offset)
  const [lookback, setLookback] = useState(before.lookback)
  const after = isOwn
    ? { offset, lookback }
    : { offset: defaults.offset_days, lookback: defaults.lookback_days }
  const isWritten = !Number.isNaN(after.offset) && !Number.isNaN(after.lookback)
  const isSame = isOwn === isOwnNow && after.offset === before.offset && after.lookback === before.lookback
  const days = isOwn
    ? { offset_days: offset, lookback_days: lookback }
    : { offset_days: null, lookback_days: null }
  return (
    <SaveCard
      org={org}
      template={template}
      title="Attribution window"
      patch={isSame || !isWritten ? null : { attribution: { ...attribution, ...days } }}
      consequences={[
        ...consequences(before, after),
        'Conversions that were matched before stay as they are until their calls are replayed.',
      ]}
    >
      {problem => (
        <>
          <Switch isSelected={isOwn} onChange={setOwn}>
            Days of its own, instead of the organisation’s
          </Switch>
          {isOwn && (
            <Cards min={220}>
              <NumberField
                label="Counts from"
                aside="days after a message"
                value={offset}
                onChange={setOffset}
                minValue={0}
                maxValue={365}
                error={problem?.of('/attribution/offset_days')}
              />
              <NumberField
                label="Counts until"
                aside="days after a message"
                value={lookback}
                onChange={setLookback}
                minValue={0}
                maxValue={365}
                error={problem?.of('/attribution/lookback_days')}
              />
            </Cards>
          )}
          {isWritten && <WindowPicture window={after} />}
        </>
      )}
    </SaveCard>
  )
}
