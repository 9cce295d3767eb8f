import type { Selectable, Transaction } from 'kysely'
import { isId } from '../../lib/id.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import type { FeedbackWebhookRow } from '../../runtime/db/table-rows/outgoing-rows.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import { Problem } from '../../runtime/http/problem.ts'
import { refuseAny } from '../../runtime/http/unprocessable.ts'
import type { Endpoint } from './attempt.ts'
import type { Authentication, Header } from './settings.ts'

export type StoredWebhook = Selectable<FeedbackWebhookRow>

/** Where deliveries of a webhook go, and how they authenticate. */
export const endpointOf = (
  webhook: Pick<
    StoredWebhook,
    'url' | 'authentication' | 'headers' | 'secret' | 'previous_secret' | 'previous_until'
  >,
): Endpoint => ({
  url: webhook.url,
  authentication: webhook.authentication as Authentication,
  headers: webhook.headers as readonly Header[],
  secret: webhook.secret,
  previousSecret: webhook.previous_secret,
  previousUntil: webhook.previous_until,
})

/** The settings of a webhook in their stored form. */
export type WebhookContent = Pick<
  StoredWebhook,
  | 'name'
  | 'channels'
  | 'url'
  | 'authentication'
  | 'headers'
  | 'statuses'
  | 'templates'
  | 'except_templates'
  | 'ims_org'
  | 'sandbox_id'
>

const columnsOf = ({ authentication, headers, ...rest }: WebhookContent) => ({
  ...rest,
  authentication: JSON.stringify(authentication),
  headers: JSON.stringify(headers),
})

/** @throws Problem unprocessable, or already-exists if the sandbox has a webhook and may not have another */
export function insertWebhook(
  configuration: Configuration,
  org: Org,
  given: WebhookContent & Pick<StoredWebhook, 'id' | 'sandbox' | 'secret'>,
  now: Date,
): Promise<StoredWebhook> {
  const { id, sandbox, secret, ...content } = given
  return changeOrg(configuration, org, async transaction => {
    await checkSandbox(transaction, org.id, sandbox)
    await checkTemplates(transaction, org.id, sandbox, 'templates', content.templates)
    await checkTemplates(transaction, org.id, sandbox, 'except_templates', content.except_templates)
    await refuseSecond(transaction, org.id, sandbox)
    return transaction
      .insertInto('feedback_webhooks')
      .values({
        org_id: org.id,
        id,
        sandbox,
        secret,
        ...columnsOf(content),
        created_at: now,
        updated_at: now,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
  })
}

async function checkSandbox(transaction: Transaction<Tables>, orgId: number, sandbox: string): Promise<void> {
  const found = await transaction
    .selectFrom('sandboxes')
    .select('name')
    .where('org_id', '=', orgId)
    .where('name', '=', sandbox)
    .executeTakeFirst()
  const message = `There is no sandbox "${sandbox}". Make it first.`
  if (!found) refuseAny([{ field: '/sandbox', message }])
}

async function checkTemplates(
  transaction: Transaction<Tables>,
  orgId: number,
  sandbox: string,
  field: 'templates' | 'except_templates',
  templates: readonly string[] | null,
): Promise<void> {
  if (templates === null || templates.length === 0) return
  const rows = await transaction
    .selectFrom('templates')
    .select('id')
    .where('org_id', '=', orgId)
    .where('sandbox', '=', sandbox)
    .where('id', 'in', [...templates])
    .execute()
  const known = new Set(rows.map(({ id }) => id))
  refuseAny(
    templates
      .filter(id => !known.has(id))
      .map(id => ({
        field: `/${field}`,
        message: `There is no template "${id}" in the sandbox "${sandbox}".`,
      })),
  )
}

async function refuseSecond(transaction: Transaction<Tables>, orgId: number, sandbox: string): Promise<void> {
  const { several_feedback_webhooks: isAllowed } = await transaction
    .selectFrom('orgs')
    .select('several_feedback_webhooks')
    .where('id', '=', orgId)
    .executeTakeFirstOrThrow()
  if (isAllowed) return
  const present = await transaction
    .selectFrom('feedback_webhooks')
    .select('name')
    .where('org_id', '=', orgId)
    .where('sandbox', '=', sandbox)
    .executeTakeFirst()
  if (present)
    throw new Problem(
      'already-exists',
      `The sandbox "${sandbox}" has the feedback webhook "${present.name}" already. Change that one, or set several_feedback_webhooks of the organisation.`,
      [{ field: '/sandbox', message: 'has one already' }],
    )
}

/** A change of a webhook. Activating it also clears the recorded failures of the endpoint. */
export interface WebhookChange {
  readonly content?: WebhookContent
  readonly status?: 'active' | 'paused'
  readonly secrets?: Pick<StoredWebhook, 'secret' | 'previous_secret' | 'previous_until'>
}

/** @throws Problem not-found or unprocessable */
export function updateWebhook(
  configuration: Configuration,
  org: Org,
  id: string,
  change: (present: StoredWebhook) => Promise<WebhookChange>,
  now: Date,
): Promise<StoredWebhook> {
  return changeOrg(configuration, org, async transaction => {
    const present = await findWebhook(transaction, org.id, id)
    const { content, status, secrets } = await change(present)
    if (content) {
      await checkTemplates(transaction, org.id, present.sandbox, 'templates', content.templates)
      await checkTemplates(transaction, org.id, present.sandbox, 'except_templates', content.except_templates)
    }
    if (status === 'active') await takeUpAgain(transaction, org.id, id, now)
    return transaction
      .updateTable('feedback_webhooks')
      .set({
        ...(content === undefined ? {} : columnsOf(content)),
        ...(status === undefined ? {} : { status, status_reason: null }),
        ...(status === 'active' ? CLEARED : {}),
        ...(status === 'paused' && present.status === 'active' ? { off_since: now } : {}),
        ...secrets,
        updated_at: now,
      })
      .where('org_id', '=', org.id)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
  })
}

const LONG_AGO = new Date(0)
const CLEARED = { failures: 0, failing_since: null, warned_at: null, open_until: LONG_AGO, off_since: null }

/** Waiting deliveries get their full time again: a pause uses none of it. */
const takeUpAgain = (transaction: Transaction<Tables>, orgId: number, id: string, now: Date) =>
  transaction
    .updateTable('feedback_deliveries')
    .set({ attempts: 0, first_tried_at: null, due_at: now })
    .where('org_id', '=', orgId)
    .where('webhook_id', '=', id)
    .where('state', '=', 'waiting')
    .execute()

/** @throws Problem not-found */
export async function deleteWebhook(configuration: Configuration, org: Org, id: string): Promise<void> {
  await changeOrg(configuration, org, async transaction => {
    await findWebhook(transaction, org.id, id)
    await transaction
      .deleteFrom('feedback_webhooks')
      .where('org_id', '=', org.id)
      .where('id', '=', id)
      .execute()
  })
}

/** @throws Problem not-found */
export async function findWebhook(
  store: Pick<Transaction<Tables>, 'selectFrom'>,
  orgId: number,
  id: string,
): Promise<StoredWebhook> {
  const found = isId(id)
    ? await store
        .selectFrom('feedback_webhooks')
        .selectAll()
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .executeTakeFirst()
    : undefined
  if (found) return found
  throw new Problem('not-found', `There is no feedback webhook "${id}" in this organisation.`)
}
