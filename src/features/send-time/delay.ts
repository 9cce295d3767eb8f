import type { Clock } from '../../lib/clock.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lib/duration.ts'
import { hashToUnit, sha256Hex } from '../../lib/hash.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Session } from '../../runtime/db/session.ts'
import { Problem } from '../../runtime/http/problem.ts'
import type { Answers } from './answer-store.ts'
import { chooseTime } from './choose-time.ts'
import { adjust } from './intensity.ts'
import { HABIT_DAYS, type Rates } from './rates.ts'
import { seenAt } from './responses-by-hour.ts'
import { loadHistory } from './store.ts'
import { STRENGTH } from './strength.ts'
import { zoneOf } from './zone.ts'

export interface Delaying {
  readonly session: Session
  readonly rates: Rates
  readonly answers: Answers
  readonly clock: Clock
}

export interface Question {
  readonly delayId: string
  readonly userId: string | null
  /** Lower case. */
  readonly email: string | null
  readonly templateId: string | null
  readonly horizonHours: number
}

/** The share of people who get a random hour, to collect data about other hours. */
export const EXPLORED_SHARE = 0.02

// The time that the caller has to schedule the message. An answer stays valid for at least as long.
const LEAD_MS = 5 * MINUTE_MS
const HELD_MS = 10 * MINUTE_MS

/**
 * The best time to send to a person. It is never in the past and never after the horizon. The same request gets the
 * same answer for ten minutes, or until the time has come.
 * @throws Problem template-not-found
 */
export async function findSendTime(delaying: Delaying, org: Org, question: Question): Promise<Date> {
  const now = delaying.clock()
  const fromMs = Math.ceil((now.getTime() + LEAD_MS) / MINUTE_MS) * MINUTE_MS
  const { atMs, isExplored } = chooseTime(await ratesFor(delaying, org, question, now), {
    zone: zoneOf(org.timezone),
    fromMs,
    untilMs: now.getTime() + question.horizonHours * HOUR_MS,
    draw: drawFor(org, question, now),
  })
  return delaying.answers.settle({
    orgId: org.id,
    userKey: personOf(question) ?? '',
    question: sha256Hex([question.delayId, question.templateId ?? '', question.horizonHours].join('\0')),
    sendAt: new Date(atMs),
    isExplored,
    askedAt: now,
    expiresAt: new Date(Math.min(now.getTime() + HELD_MS, atMs)),
  })
}

const personOf = ({ userId, email }: Question): string | null => userId ?? email

async function ratesFor({ session, rates }: Delaying, org: Org, question: Question, now: Date) {
  const ofOthers = rates.of(org, templateOf(org, question))
  const names = [question.userId, question.email].filter(name => name !== null)
  if (names.length === 0) return ofOthers
  const from = new Date(now.getTime() - HABIT_DAYS * DAY_MS)
  const [prior, history] = await Promise.all([ofOthers, loadHistory(session, org.id, names, from)])
  return history.length === 0 ? prior : adjust(prior, seenAt(zoneOf(org.timezone), history), STRENGTH.person)
}

/** The requested template, otherwise the template whose variant has the delay id. */
function templateOf(org: Org, { templateId, delayId }: Question): string | null {
  if (templateId === null) return templatesByVariant(org).get(delayId) ?? null
  if (org.templates.has(templateId)) return templateId
  throw new Problem(
    'template-not-found',
    `There is no template "${templateId}". Leave template_id out, or check its spelling.`,
  )
}

// The catalog creates a new object at every change of the organisation.
const byVariant = new WeakMap<Org, ReadonlyMap<string, string>>()

function templatesByVariant(org: Org): ReadonlyMap<string, string> {
  const known = byVariant.get(org)
  if (known) return known
  const made = new Map(
    [...org.templates.values()].flatMap(({ id, variants }) => variants.map(variant => [variant.id, id])),
  )
  byVariant.set(org, made)
  return made
}

/** A number for the few people who get a random hour, null for the others: by hash, for one day. */
function drawFor(org: Org, question: Question, now: Date): number | null {
  const person = personOf(question)
  if (person === null) return null
  const parts = [org.slug, person, question.delayId, now.toISOString().slice(0, 10)]
  if (hashToUnit('send-time-explored', ...parts) >= EXPLORED_SHARE) return null
  return hashToUnit('send-time-hour', ...parts)
}
