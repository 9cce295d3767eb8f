import { MINUTE_MS } from '../../../lib/duration.ts'
import type { Template } from '../../../runtime/catalog/catalog.ts'
import { isConversion, type Report, type Send, type Way } from '../report.ts'
import { distinguishes, type Role, recognise, recogniseAmong } from './platform-ids.ts'

type Templates = ReadonlyMap<string, Template>

/** What the store knows that could name a report's decision, by the value that names it. */
export interface Leads {
  readonly byDecisionId: ReadonlyMap<string, Send>
  readonly byTrackingId: ReadonlyMap<string, readonly Send[]>
  /** By `platform|message id`. */
  readonly byMessageId: ReadonlyMap<string, Send>
  /** A person's messages, by any of the person's names. */
  readonly byPerson: (report: Report) => readonly Send[]
  /** By event id: the message that the platform sent as a control of its own. */
  readonly controlOf: ReadonlyMap<string, Send>
}

export interface Match {
  readonly way: Way
  readonly send: Send
}

/** The decision that the sender named: outright, by variant and person, or by the tracking id we gave out. */
export function matchNamed(report: Report, leads: Leads, templates: Templates): Match | undefined {
  const isFitting = (send: Send) => !contradicts(report, send, templates.get(send.templateId))
  const named = leads.byDecisionId.get(report.refs['decision_id'] ?? '')
  if (named && isFitting(named)) return { way: 'decision', send: named }
  const copyId = report.refs['copy_id']
  const isCopy = (send: Send) => send.variantId === copyId && isFitting(send)
  const copy = copyId && latestBefore(report, leads.byPerson(report).filter(isCopy))
  if (copy) return { way: 'decision', send: copy }
  // Without a tracking id of the caller's, our decision id is the tracking id; Iterable's message id is one too.
  for (const id of [report.trackingId, report.messageId]) {
    if (id === null) continue
    const decided = leads.byDecisionId.get(id)
    if (decided && isFitting(decided)) return { way: 'tracking-id', send: decided }
    const tracked = (leads.byTrackingId.get(id) ?? []).filter(isFitting)
    const send = latestBefore(report, tracked) ?? tracked[0]
    if (send) return { way: 'tracking-id', send }
  }
  return undefined
}

/**
 * The control of the platform's own that the report is about; else the decision that the sender named.
 * One that is named comes first where it is another template's.
 */
export function matchKnown(report: Report, leads: Leads, templates: Templates): Match | undefined {
  const named = matchNamed(report, leads, templates)
  const send = leads.controlOf.get(report.id)
  if (send === undefined || (named && named.send.templateId !== send.templateId)) return named
  return { way: report.messageId === null ? 'campaign' : 'message-id', send }
}

/** The message whose id the platform taught us earlier. */
export function matchMessage(
  report: Report,
  { byMessageId }: Leads,
  templates: Templates,
): Match | undefined {
  const send = byMessageId.get(`${report.platform}|${report.messageId}`)
  if (send === undefined || contradicts(report, send, templates.get(send.templateId))) return undefined
  return { way: 'message-id', send }
}

/**
 * The person's latest message before the report, of a template whose integration settings name the
 * platform's ids that the report carries.
 */
export function matchCampaign(report: Report, leads: Leads, templates: Templates): Match | undefined {
  const roles = new Map(recogniseAmong(templates, report).map(each => [each.template.id, each.role]))
  if (roles.size === 0) return undefined
  const fitting = leads.byPerson(report).filter(send => {
    const role = roles.get(send.templateId)
    // A control of the platform's own that has a message id is known by that.
    if (send.isExternal && !isConversion(report) && report.messageId !== null) return false
    return role !== undefined && mayBe(role, send, templates.get(send.templateId), report.platform)
  })
  const send = latestBefore(report, fitting)
  return send && { way: 'campaign', send }
}

/** Whether the platform's ids say that the report is about the other group's message. */
function contradicts({ platform, refs }: Report, send: Send, template: Template | undefined): boolean {
  const role = recognise(template?.integration[platform], refs)
  return role !== undefined && !mayBe(role, send, template, platform)
}

function mayBe(role: Role, { arm, isExternal }: Send, template: Template | undefined, platform: string) {
  if (role === 'control') return template && isSplitOutside(template) ? isExternal : arm !== 'treatment'
  return !isExternal && (arm !== 'control' || !distinguishes(template?.integration[platform]))
}

/** Whether the platform divides control from treatment at present. */
export const isSplitOutside = ({ split, status }: Template): boolean =>
  split.method === 'external' && status !== 'draft' && status !== 'archived'

// Clocks of two companies differ, and many platforms report whole seconds.
export const CLOCK_SKEW_MS = MINUTE_MS

function latestBefore({ at }: Report, sends: readonly Send[]): Send | undefined {
  const before = sends.filter(send => momentOf(send) <= at.getTime() + CLOCK_SKEW_MS)
  return before.reduce<Send | undefined>(
    (best, send) => (best === undefined || isLater(send, best) ? send : best),
    undefined,
  )
}

/** Nothing was decided about a control of the platform's own: it was sent. */
const momentOf = ({ isExternal, decidedAt, sentAt }: Send): number =>
  (isExternal ? sentAt : decidedAt).getTime()

const isLater = (left: Send, right: Send): boolean =>
  momentOf(left) !== momentOf(right) ? momentOf(left) > momentOf(right) : left.id > right.id
