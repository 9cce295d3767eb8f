import type { Results } from '../../../../src/features/results/schema.ts'

export interface LadderRung {
  readonly name: string
  readonly count: number
  readonly state: 'done' | 'broken' | 'waiting'
  /** What usually helps where nothing came. */
  readonly help: string
}

/** The steps from a call to a click. The first one without any count is broken, and the later ones wait for it. */
export function rungsOf({
  control,
  treatment,
  fallback,
}: Pick<Results, 'control' | 'treatment' | 'fallback'>): readonly LadderRung[] {
  const both = (name: 'decisions' | 'sends' | 'opens' | 'machine_opens' | 'clicks' | 'machine_clicks') =>
    control[name] + treatment[name]
  const rungs = [
    {
      ...{ name: 'Asked for copy', count: both('decisions') + fallback.decisions },
      help: 'No message has asked Parley for its wording. Put the call into the message at the platform.',
    },
    {
      ...{ name: 'Sent', count: both('sends') + fallback.sends },
      help: 'No send was reported. Most often the webhook of the platform does not report sends, or is not set.',
    },
    {
      ...{ name: 'Opened', count: both('opens') + both('machine_opens') },
      help: 'No open was reported. Most often the event is not ticked in the webhook of the platform.',
    },
    {
      ...{ name: 'Clicked', count: both('clicks') + both('machine_clicks') },
      help: 'No click was reported. Most often the event is not ticked, or links are not tracked.',
    },
  ]
  const broken = rungs.findIndex(({ count }) => count === 0)
  return rungs.map((rung, at) => ({
    ...rung,
    state: rung.count > 0 ? 'done' : at === broken ? 'broken' : 'waiting',
  }))
}

/** Whether nobody asked, or nobody reports what people do: then the ladder says what is broken. */
export const isSilent = (results: Results): boolean => {
  const sum = (of: 'opens' | 'machine_opens' | 'clicks' | 'machine_clicks' | 'conversions') =>
    results.control[of] + results.treatment[of]
  return (
    sum('opens') + sum('machine_opens') + sum('clicks') + sum('machine_clicks') + sum('conversions') === 0
  )
}
