import { appendFileSync } from 'node:fs'

/** A choice that the server has answered as stored. */
export interface AcknowledgedChoice {
  readonly message: string
  readonly user: string
  readonly variant: string
  readonly decision: string
  /** Why it got that variant, for whoever looks into a failure. */
  readonly reason: string
}

/** A report on a message, or a purchase of a person, in a webhook call that was answered 200. */
export interface AcknowledgedEvent {
  readonly what: 'send' | 'open' | 'click' | 'purchase'
  /** Sent more than once, it is one event. */
  readonly id: string
  readonly user: string
  /** Undefined for a purchase. */
  readonly message: string | undefined
  readonly atS: number
  readonly cents: number
}

/** Everything that was acknowledged. The server is judged by it, so nothing in it comes from the server's own counts. */
export interface Journal {
  readonly choices: ReadonlyMap<string, AcknowledgedChoice>
  readonly events: ReadonlyMap<string, AcknowledgedEvent>
  /** Messages that were given two different choices. */
  readonly changed: readonly string[]
  choice(choice: AcknowledgedChoice): void
  event(event: AcknowledgedEvent): void
  /** The longest time between two choices since the last call, in milliseconds. */
  takePauseMs(): number
}

/** @param path of a file that gets every entry too, for whoever looks into a failure */
export function createJournal(path: string): Journal {
  const choices = new Map<string, AcknowledgedChoice>()
  const events = new Map<string, AcknowledgedEvent>()
  const changed: string[] = []
  let lastChoiceAt: number | undefined
  let pauseMs = 0
  const write = (entry: object) => appendFileSync(path, `${JSON.stringify({ at: new Date(), ...entry })}\n`)
  return {
    choices,
    events,
    changed,
    choice(choice) {
      const earlier = choices.get(choice.message)
      const isSame = earlier?.decision === choice.decision && earlier.variant === choice.variant
      if (earlier && !isSame) changed.push(`${JSON.stringify(earlier)} became ${JSON.stringify(choice)}`)
      choices.set(choice.message, choice)
      pauseMs = Math.max(pauseMs, Date.now() - (lastChoiceAt ?? Date.now()))
      lastChoiceAt = Date.now()
      write(choice)
    },
    event(event) {
      events.set(event.id, event)
      write(event)
    },
    takePauseMs() {
      const taken = pauseMs
      pauseMs = 0
      lastChoiceAt = undefined
      return taken
    },
  }
}
