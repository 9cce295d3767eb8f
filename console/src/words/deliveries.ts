type State = 'queued' | 'sending' | 'sent' | 'unknown' | 'dead' | 'canceled'

/** The states of a message that Parley sends, in their order, with what each means. */
export const DELIVERY_STATES: readonly {
  readonly state: State
  readonly title: string
  readonly meaning: string
  readonly tone: 'plain' | 'positive' | 'negative' | 'warning' | 'accent'
  readonly isBad?: boolean
}[] = [
  { state: 'queued', title: 'Queued', meaning: 'Waits for its first or next try.', tone: 'accent' },
  { state: 'sending', title: 'Sending', meaning: 'A try is running.', tone: 'accent' },
  { state: 'sent', title: 'Sent', meaning: 'The vendor accepted it.', tone: 'positive' },
  {
    state: 'unknown',
    title: 'Unknown',
    meaning: 'The process stopped between asking and hearing; it may have been sent.',
    tone: 'warning',
    isBad: true,
  },
  { state: 'dead', title: 'Dead', meaning: 'Parley gave up.', tone: 'negative', isBad: true },
  { state: 'canceled', title: 'Cancelled', meaning: 'The person was erased before.', tone: 'plain' },
]

export const describeState = (state: State) =>
  DELIVERY_STATES.find(each => each.state === state) ?? { title: state, meaning: '', tone: 'plain' as const }
