import type { Random } from '../../core/stats/draw/random.ts'
import type { Behaviour } from './behaviour.ts'
import type { Call } from './client.ts'
import type { Person } from './people.ts'

/** A messaging platform, or a backend, as the server sees it: it asks for wordings and reports what became of them. */
export interface Sender {
  readonly templateId: string
  /** How it asks for the wording of one message. */
  ask(request: Asking): Call
  /** Everything that it reports of the message. */
  report(message: Message): readonly PlannedCall[]
}

export interface Asking {
  readonly person: Person
  /** The sender's own id of the message, or of the step that asks. */
  readonly id: string
}

export interface Message extends Asking {
  /** What the Generate API answered: empty when it could not store its choice. */
  readonly trackingId: string
  readonly behaviour: Behaviour
  readonly sentAt: Date
  readonly random: Random
}

export interface PlannedCall {
  /** When it happens, and is reported, in milliseconds after sending. */
  readonly afterMs: number
  readonly call: Call
}

export const JSON_TYPE = { 'content-type': 'application/json' } as const
