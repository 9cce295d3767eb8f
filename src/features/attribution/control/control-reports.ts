import { groupBy } from '../../../lib/group-by.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Session } from '../../../runtime/db/session.ts'
import { isSplitOutside, type Leads, matchNamed } from '../match/match.ts'
import { distinguishes } from '../match/platform-ids.ts'
import { isConversion, metricOf, type Report, type Send } from '../report.ts'
import * as store from '../store.ts'
import { controlIdOf, controlTemplateOf, type Message, messageKeyOf } from './control-message.ts'

/** What is looked at, and what was known of it. */
export interface Look {
  readonly reports: readonly Report[]
  /** Of those that are read again, as they were read until now, and of those that are no more. */
  readonly before: readonly Report[]
  readonly againIds: ReadonlySet<string>
  readonly leads: Leads
  readonly now: Date
}

/** Messages that may be controls of a platform's own. */
export interface Suspects {
  readonly messages: readonly Message[]
  /** What is stored of a message, conversions too, besides what is looked at anyway. */
  readonly storedOf: (message: Message) => readonly Report[]
  /** The decision that the sender of a report named. */
  readonly namedBy: (report: Report) => Send | undefined
}

/** The messages that the reports are about, with everything that was ever reported of them. Undefined: no platform makes a split. */
export async function loadSuspects(session: Session, org: Org, look: Look): Promise<Suspects | undefined> {
  const platforms = platformsWithControls(org)
  const earlier = look.before.filter(({ decidedBefore }) => decidedBefore !== null)
  const present = look.reports.filter(report => platforms.has(report.platform) && !isConversion(report))
  if (present.length === 0 && earlier.length === 0) return undefined

  const stored = await loadFurther(session, org, [...present, ...earlier], look)
  const all = [...look.reports, ...stored]
  const ids = [...all, ...earlier].map(({ decidedBefore }) => decidedBefore).filter(id => id !== null)
  const decisions = new Map((await store.loadDecisions(session, org.id, ids)).map(send => [send.id, send]))
  const decisionBefore = ({ decidedBefore }: Report) => decisions.get(decidedBefore ?? '')

  const keyOf = (report: Report): string | undefined => {
    if (isConversion(report)) return undefined
    const was = decisionBefore(report)
    const kept = was?.isExternal ? was.templateId : undefined
    return messageKeyOf(report, controlTemplateOf(report, org.templates)?.id ?? kept)
  }
  const reportsOf = groupBy(all, keyOf)
  const earlierOf = groupBy(earlier, keyOf)
  const keys = new Set([...present, ...stored, ...earlier].map(keyOf).filter(key => key !== undefined))
  const messages = [...keys].map(key => {
    const [reports, were] = [reportsOf.get(key) ?? [], earlierOf.get(key) ?? []]
    const isReread = were.length > 0 || reports.some(({ id }) => look.againIds.has(id))
    return { key, reports, held: heldBy(org.id, key, [...reports, ...were].map(decisionBefore)), isReread }
  })

  const storedIds = new Set(stored.map(({ id }) => id))
  const byMessageId = groupBy(stored, ({ platform, messageId }) => `${platform}|${messageId}`)
  return {
    messages,
    storedOf({ reports }) {
      const own = reports.filter(({ id }) => storedIds.has(id))
      const ids = new Set(reports.map(({ platform, messageId }) => messageId && `${platform}|${messageId}`))
      return [...own, ...[...ids].flatMap(id => (id === null ? [] : (byMessageId.get(id) ?? [])))]
    },
    namedBy: report =>
      storedIds.has(report.id)
        ? (NAMED.has(report.matchedBefore) && decisionBefore(report)) || undefined
        : matchNamed(report, look.leads, org.templates)?.send,
  }
}

const NAMED: ReadonlySet<string | null> = new Set(['decision', 'tracking-id'])

/** What else is stored of the same messages. */
async function loadFurther(
  session: Session,
  org: Org,
  reports: readonly Report[],
  look: Look,
): Promise<readonly Report[]> {
  const messageIds = reports.map(({ messageId }) => messageId).filter(id => id !== null)
  const viewers = reports
    .filter(report => report.messageId === null && metricOf(report) === 'impression')
    .map(({ userKey }) => userKey)
    .filter(userKey => userKey !== null)
  const found = [
    ...(await store.loadReportsOfMessages(session, org.id, [...new Set(messageIds)])),
    ...(await store.loadImpressionsOf(session, org.id, [...new Set(viewers)])),
  ]
  const givenIds = new Set(look.reports.map(({ id }) => id))
  return found.filter(({ id }) => !givenIds.has(id))
}

/** Those of some decisions that stand for the message. */
function heldBy(orgId: number, key: string, sends: readonly (Send | undefined)[]): readonly Send[] {
  const held = sends.filter(
    send => send?.isExternal === true && send.id === controlIdOf(orgId, key, send.decidedAt),
  )
  return [...new Set(held)].filter(send => send !== undefined)
}

/** Whether any platform divides control from treatment. */
export const hasControls = (org: Org): boolean => platformsWithControls(org).size > 0

const known = new WeakMap<Org['templates'], ReadonlySet<string>>()

/** The platforms that divide control from treatment for some template, and say which is which. */
function platformsWithControls({ templates }: Org): ReadonlySet<string> {
  const platforms =
    known.get(templates) ??
    new Set(
      [...templates.values()]
        .filter(isSplitOutside)
        .flatMap(({ integration }) =>
          Object.keys(integration).filter(platform => distinguishes(integration[platform])),
        ),
    )
  known.set(templates, platforms)
  return platforms
}
