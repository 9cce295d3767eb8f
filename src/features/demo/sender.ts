import type { Random } from '../../core/stats/draw/random.ts'
import type { Behaviour } from './behaviour.ts'
import type { Call } from './client.ts'
import type { Person } from './people.ts'

/** A messaging platform or a backend, as the server sees it: it requests copy and reports events. */
export interface Sender {
  readonly templateId: string
  /** Its request for the copy of one message. */
  ask(request: Asking): Call
  /** All its reports about the message. */
  report(message: Message): readonly PlannedCall[]
}

export interface Asking {
  readonly person: Person
  /** The sender's own id of the message, or of the requesting step. */
  readonly id: string
}

export interface Message extends Asking {
  /** The answer of the Generate API: empty if it could not store its choice. */
  readonly trackingId: string
  readonly behaviour: Behaviour
  readonly sentAt: Date
  readonly random: Random
}

export interface PlannedCall {
  /** The time of the event and its report, in milliseconds after sending. */
  readonly afterMs: number
  readonly call: Call
}

export const JSON_TYPE = { 'content-type': 'application/json' } as const
