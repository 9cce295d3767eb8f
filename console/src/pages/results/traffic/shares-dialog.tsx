import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { NumberField } from '../../../kit/controls/number-field.tsx'
import { Failed } from '../../../kit/states/failed.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { type Place, trafficQuery } from './queries.ts'

/** Sets the share of each wording. The fields start at the present shares. */
export function SharesDialog({ place, onClose }: { readonly place: Place; readonly onClose: () => void }) {
  const present = useQuery(trafficQuery(place))
  const [given, setGiven] = useState<Readonly<Record<string, number>>>({})
  const treated = (present.data?.shares ?? []).filter(({ control }) => !control)
  const control = present.data?.shares.find(share => share.control)
  const treatedShare = 1 - (control?.share ?? 0)
  const percentOf = (id: string, share: number) => given[id] ?? Math.round((share / treatedShare) * 100)
  const weights = Object.fromEntries(treated.map(({ id, share }) => [id, percentOf(id, share)]))
  const total = Object.values(weights).reduce((sum, each) => sum + each, 0)
  const hasChanged = Object.keys(given).length > 0
  return (
    <ChangeDialog
      place={place}
      title="Set the shares myself"
      verb="Set the shares"
      done="The shares are set."
      change={hasChanged && total > 0 ? { action: 'weights', body: { weights } } : undefined}
      onClose={onClose}
    >
      {present.error && <Failed error={present.error} onRetry={() => present.refetch()} />}
      <p className="sub">
        Shares of the messages that do not get control. They are scaled to 100 %: now they add up to {total}{' '}
        %.
      </p>
      {treated.map(({ id, name, share }) => (
        <NumberField
          key={id}
          label={name}
          aside="%"
          minValue={0}
          maxValue={100}
          value={percentOf(id, share)}
          onChange={value => setGiven(previous => ({ ...previous, [id]: Number.isNaN(value) ? 0 : value }))}
        />
      ))}
    </ChangeDialog>
  )
}
