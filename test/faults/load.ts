import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from '../../src/core/stats/draw/random.ts'
import type { Client } from './client.ts'
import type { Journal } from './journal.ts'
import type { Call, Person } from './person.ts'

/** How calls arrive. */
export interface Shape {
  readonly people: number
  /** After those, as long as a fault lasts. */
  readonly morePerS: number
  /** The number of times that each call is sent, at the same moment. */
  readonly copies: number
  /** Whether all reports come after all choices, as one flood in disorder. */
  readonly isFlood: boolean
}

export interface Load {
  readonly client: Client
  readonly journal: Journal
  readonly random: Random
  nextPerson(): Person
}

const AT_ONCE = 32
const DUE_MAX = 4 * AT_ONCE
const PAUSE_MS = 10

/**
 * Asks for choices and reports on them until the work has ended and everything is acknowledged. A report follows the
 * choices of its person, in no order.
 */
export async function loadDuring(load: Load, shape: Shape, work: Promise<void>): Promise<void> {
  const due: Call[] = []
  const startedAt = Date.now()
  let isOver = false
  let people = 0
  let choosing = 0
  const secondsSoFar = () => (Date.now() - startedAt) / 1000
  const wantsPerson = () =>
    (shape.isFlood || due.length < DUE_MAX) &&
    people < shape.people + (isOver ? 0 : secondsSoFar() * shape.morePerS)
  const isChosen = () => isOver && people >= shape.people && choosing === 0

  async function choices(): Promise<void> {
    people++
    choosing++
    due.push(...(await chooseFor(load, shape, load.nextPerson())))
    choosing--
  }

  async function runner(): Promise<void> {
    while (!isChosen() || due.length > 0) {
      if (wantsPerson()) await choices()
      else if (due.length > 0 && (!shape.isFlood || isChosen())) await report(load, shape, takeAny(load, due))
      else await wait(PAUSE_MS)
    }
  }

  await Promise.all([
    work.finally(() => {
      isOver = true
    }),
    ...Array.from({ length: AT_ONCE }, runner),
  ])
}

const takeAny = ({ random }: Load, due: Call[]): Call =>
  due.splice(Math.floor(random() * due.length), 1)[0] as Call

/** @returns the reports that are due now */
async function chooseFor(
  load: Load,
  { copies }: Shape,
  { user, messages, calls }: Person,
): Promise<readonly Call[]> {
  await Promise.all(messages.flatMap(message => times(copies, () => choose(load, user, message))))
  return calls
}

export interface ChoiceAnswer {
  readonly copy: { readonly id: string }
  readonly decision_id: string
  readonly reason: string
}

export const choiceOf = (user: string, message: string) => ({
  template_id: 'welcome',
  user_id: user,
  tracking_id: message,
})

async function choose({ client, journal }: Load, user: string, message: string): Promise<void> {
  const answer = (await client.send('/api/generate/acme', choiceOf(user, message))) as ChoiceAnswer
  journal.choice({
    message,
    user,
    variant: answer.copy.id,
    decision: answer.decision_id,
    reason: answer.reason,
  })
}

async function report(
  { client, journal }: Load,
  { copies }: Shape,
  { path, body, event }: Call,
): Promise<void> {
  await Promise.all(times(copies, () => client.send(path, body)))
  journal.event(event)
}

const times = <Answer>(count: number, work: () => Answer): Answer[] => Array.from({ length: count }, work)
