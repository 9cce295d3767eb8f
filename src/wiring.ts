// Connects features that do not know each other: what one of them needs, made from the services of the others.

import { findPlatform } from './core/platforms/index.ts'
import type { AccountServices } from './features/accounts/services.ts'
import { fitOf } from './features/attribution/credit-conversion.ts'
import { createRefusalLog, recordAct } from './features/audit/account.ts'
import { recordLook } from './features/audit/look.ts'
import { askPlatform } from './features/connections/verify.ts'
import type { Acceptance } from './features/deliver/accept.ts'
import { sendPlainMail } from './features/deliver/mail/plain-mail.ts'
import type { DeliverRequest } from './features/deliver/request.ts'
import { findKnown } from './features/deliver/store.ts'
import type { Verifying } from './features/deliver/verify/verify-transport.ts'
import type { Demos } from './features/demo/history/demos.ts'
import { findOtherTemplates } from './features/generate/clash/template-store.ts'
import { type Generator, generate } from './features/generate/generate.ts'
import type { GenerateInput } from './features/generate/input.ts'
import type { Faults } from './features/generate/wording/faults.ts'
import type { Inspecting } from './features/inbound-log/inspect/inspect.ts'
import { fixFor } from './features/ingest/fixes.ts'
import { createOrg } from './features/orgs/create-org.ts'
import { limitHandshakes } from './features/webhooks/handshake.ts'
import type { Door } from './features/webhooks/receive.ts'
import type { FaultCounter } from './features/wording-faults/counter.ts'
import { permits } from './runtime/http/permission.ts'
import type { SeesPeople } from './runtime/people/sees-people.ts'
import type { Services } from './services.ts'

/** Connects the inspector of webhook calls with attribution. */
export const inspectingOf = ({ db, handles }: Services): Inspecting => ({
  db,
  handles,
  fixOf: fixFor,
  fitOf: (org, event, message) => fitOf(event, message, org.templates.get(message.templateId)?.attribution),
  platformNameOf: slug => findPlatform(slug)?.name ?? slug,
})

/** Asks a platform with an organisation's stored credentials. */
export const askingOf =
  ({ call, log }: Services): Verifying['askPlatform'] =>
  async (org, slug) => {
    const platform = findPlatform(slug)
    if (!platform) throw new Error(`there is no platform ${slug}`)
    return askPlatform(platform, org.platforms.get(slug) ?? {}, call, error =>
      log.error({ err: error, org: org.slug, platform: slug }, 'a probe broke'),
    )
  }

/** Keys see people. Of signed-in persons, only those whose role may, and their looks are stored. */
export const seesPeopleOf =
  (services: Services): SeesPeople =>
  async (request, object) => {
    const { kind, role } = request.actor
    if (kind !== 'user') return true
    if (!permits(role, 'operate')) return false
    await recordLook(services, request, object)
    return true
  }

export const accountsOf = (services: Services, demos: Demos): AccountServices => ({
  ...services,
  limiter: services.signInLimiter,
  createOrg: (transaction, org) => createOrg(transaction, { ...org, currency: 'USD' }, services.clock()),
  mail: (org, to, mail) => sendPlainMail(services.transports, org, to, mail, services.clock()),
  createDemo: demos.create,
  acts: {
    record: (transaction, act) => recordAct(transaction, act, services.clock()),
    refuse: createRefusalLog(services),
  },
})

export const generatorOf = ({
  ledger,
  policies,
  profileQueue,
  clock,
  log,
  metrics,
  sampler,
  faults: counter,
  templateClashes,
  lateNames,
  monthUses,
  db,
  generateBudgetMs,
}: Services): Generator => ({
  ledger,
  policies,
  clock,
  log,
  budgetMs: generateBudgetMs,
  prepareWriteBack: ({ org, template, input, decision, vars }) =>
    decision.variantId === null
      ? undefined
      : profileQueue.prepare(org, template, {
          decisionId: decision.id,
          decidedAt: decision.decidedAt,
          userId: input.userId,
          email: input.email,
          copyId: decision.variantId,
          trackingId: input.trackingId ?? decision.id,
          vars,
        }),
  otherTemplateOf: async message => (await findOtherTemplates(db, [message], false)).get(message.decisionId),
  onName: lateNames.observe,
  onAnswer(org, answer, { trackingId, fields, attrs, preview, copyId }, faults) {
    const { template_id: templateId, decision_id: id, reason, degraded } = answer
    metrics.observeAnswer(reason, degraded === true)
    if (preview) return
    monthUses.count(org.id, 'choices', 1)
    if (copyId !== null) return
    const told = { orgId: org.id, templateId }
    if (id !== null) sampler.observe({ ...told, id, fields, attrs })
    if (id !== null && trackingId !== null) templateClashes.observe({ ...told, trackingId, decisionId: id })
    countFaults(counter, faults, { ...told, at: clock() })
  },
})

/** Counts what went wrong with the wording of one answer. */
function countFaults(
  counter: FaultCounter,
  { missing, notRendered, isClash, variantId }: Faults,
  where: { readonly orgId: number; readonly templateId: string; readonly at: Date },
): void {
  for (const name of missing) counter.observe({ ...where, variantId, kind: 'missing-field', name })
  if (notRendered)
    counter.observe({ ...where, variantId, kind: 'not-rendered', name: withoutValues(notRendered.reason) })
  if (isClash)
    counter.observe({ ...where, variantId: null, kind: 'clash', name: 'tracking_id or idempotency key' })
}

/** Reasons quote values, which can be those of a person. */
const withoutValues = (reason: string): string => reason.replace(/"[^"]*"/g, '"…"')

// No platform renders a message meanwhile, so this choice may take longer than others.
const DELIVER_BUDGET_MS = 10_000

/** Connects deliver with generate: the request id is the tracking id, so that reports match. */
export const acceptanceOf = (services: Services): Acceptance => ({
  queue: services.deliveries,
  queued: services.deliveriesQueued,
  clock: services.clock,
  transports: services.transports,
  findKnown: (orgId, requestId) => findKnown(services.db, orgId, requestId),
  async choose(org, request) {
    const generator = { ...generatorOf(services), budgetMs: DELIVER_BUDGET_MS }
    const { decision_id, copy } = await generate(generator, org, toInput(request))
    return { decisionId: decision_id, copyId: copy.id, vars: copy.vars }
  },
})

const toInput = ({ requestId, phone, ...request }: DeliverRequest): GenerateInput => ({
  ...request,
  // A person without another id is identified by the number.
  userId: request.userId ?? (request.email === null ? phone : null),
  trackingId: requestId,
  useCache: true,
  trace: false,
  preview: false,
  unrecorded: false,
  idempotencyKey: null,
  passedOver: [],
})

const HANDSHAKES_PER_HOUR = 10

export const doorOf = (services: Services): Door => ({
  inbox: services.inbox,
  budgetMs: services.webhookBudgetMs,
  onStored(org, platform, at) {
    services.tally.received(org.id, platform.slug, at)
    services.inboundArrived.fire()
  },
  keySet: services.keySet,
  signatureMaxAgeMs: services.signatureMaxAgeMs,
  allowHandshake: limitHandshakes(HANDSHAKES_PER_HOUR),
  onRefused(org, platform, reason, { headers, body, address }) {
    const at = services.clock()
    services.metrics.observeRefusal(platform.slug, reason)
    services.tally.refused(org.id, platform.slug, reason, at)
    services.refusals.add({
      ...{ orgId: org.id, platform: platform.slug, at, reason, headers, address },
      sizeBytes: body.byteLength,
    })
    services.log.warn({ org: org.slug, platform: platform.slug, reason }, 'webhook refused')
  },
})
