import type { EventType } from '../../events/event.ts'
import type { ChameleonPayload } from './payload.ts'

/** The meaning of a kind of webhook for a message. */
export interface Meaning {
  readonly type: EventType
  readonly subtype: string | null
  /** The name that templates may select. */
  readonly name: string | null
}

const NOT_COUNTED: Meaning = { type: 'ignored', subtype: null, name: null }

// Chameleon's names of Tours, Microsurveys and Embeddables.
const EXPERIENCES = ['tour', 'survey', 'embed']

type Stage = Omit<Meaning, 'name'>

const stage = (type: EventType, subtype: string | null = null): Stage => ({ type, subtype })

const STAGES: ReadonlyMap<string, (experience: string) => Stage> = new Map([
  // An experience has no sending before it is shown.
  ['started', () => stage('open', 'impression')],
  ['button.clicked', () => stage('click')],
  ['completed', (experience: string) => stage('conversion', `${experience}_completed`)],
  ['exited', () => stage('dismiss')],
  ['snoozed', () => stage('dismiss', 'snoozed')],
])

/** Only for known people. An interactive demo has no copy from Parley, but may be the goal of a template. */
const DEMO_STAGES: ReadonlyMap<string, Stage> = new Map([
  ['started', stage('open', 'impression')],
  ['finished', stage('custom')],
  ['form.submitted', stage('custom')],
  ['reveal', stage('ignored')],
  ['email.added', stage('ignored')],
])

/** Undefined for a kind that this version does not know. */
export function meaningOf({ kind, userId, email }: ChameleonPayload): Meaning | undefined {
  if (kind === null) return undefined
  const dot = kind.indexOf('.')
  const [group, rest] = dot === -1 ? [kind, ''] : [kind.slice(0, dot), kind.slice(dot + 1)]
  // These are about the account or its help menu.
  if (kind === 'ping' || group === 'alert' || group === 'helpbar') return NOT_COUNTED
  if (kind === 'response.finished') return { type: 'custom', subtype: null, name: kind }
  if (group === 'demo') {
    if (userId === null && email === null) return NOT_COUNTED
    return named(kind, DEMO_STAGES.get(rest))
  }
  return EXPERIENCES.includes(group) ? named(kind, STAGES.get(rest)?.(group)) : undefined
}

/** Goals have a name, which templates can select. Events that belong to a message have none. */
function named(kind: string, meaning: Stage | undefined): Meaning | undefined {
  if (meaning === undefined) return undefined
  const isGoal = meaning.type === 'conversion' || meaning.type === 'custom'
  return { ...meaning, name: isGoal ? kind : null }
}
