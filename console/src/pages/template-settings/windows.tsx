import { useState } from 'react'
import type { OrgView } from '../../../../src/features/orgs/schema.ts'
import { WindowPicture } from '../../charts/window-picture.tsx'
import { Switch } from '../../kit/controls/switch.tsx'
import { isWritten, WindowFields } from '../../parts/window-fields.tsx'
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
  const [isOwn, setIsOwn] = useState(isOwnNow)
  const [own, setOwn] = useState(before)
  const after = isOwn ? own : { offset: defaults.offset_days, lookback: defaults.lookback_days }
  const isSame = isOwn === isOwnNow && after.offset === before.offset && after.lookback === before.lookback
  const days = isOwn
    ? { offset_days: own.offset, lookback_days: own.lookback }
    : { offset_days: null, lookback_days: null }
  return (
    <SaveCard
      org={org}
      template={template}
      title="Attribution window"
      patch={isSame || !isWritten(after) ? null : { attribution: { ...attribution, ...days } }}
      consequences={[
        ...consequences(before, after),
        'Conversions that were matched before stay as they are until their calls are replayed.',
      ]}
    >
      {problem => (
        <>
          <Switch isSelected={isOwn} onChange={setIsOwn}>
            Days of its own, instead of the organisation’s
          </Switch>
          {isOwn && <WindowFields window={own} onChange={setOwn} problem={problem} />}
          {isWritten(after) && <WindowPicture window={after} />}
        </>
      )}
    </SaveCard>
  )
}
