import { DISABLED_AFTER_MS, WARNED_AFTER_MS } from './endpoint-health.ts'
import { FEEDBACKS } from './payload.ts'
import type { WebhookView } from './schema.ts'
import { type Authentication, showAuthentication } from './settings.ts'
import type { StoredWebhook } from './webhook-store.ts'

interface Counts {
  readonly waiting: number
  readonly failed: number
}

/** A webhook in the form that is shown, without secrets. */
export function showWebhook(row: StoredWebhook, counts: Counts, now: Date): WebhookView {
  const { id, name, sandbox, channels, url, ims_org, sandbox_id, status_reason, previous_until } = row
  return {
    ...{ id, name, sandbox, url, ims_org, sandbox_id, status_reason },
    channels: channels as WebhookView['channels'],
    authentication: showAuthentication(row.authentication as Authentication),
    headers: row.headers.map(header => ({ ...header, value: header.secret ? null : header.value })),
    statuses: FEEDBACKS.filter(each => row.statuses.includes(each)),
    templates: row.templates ?? 'all',
    except_templates: row.except_templates,
    status: row.status as WebhookView['status'],
    off_since: row.off_since?.toISOString() ?? null,
    previous_secret_valid_until: previous_until && previous_until > now ? previous_until.toISOString() : null,
    health: healthOf(row, counts, now),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  }
}

function healthOf(row: StoredWebhook, counts: Counts, now: Date): WebhookView['health'] {
  const { failing_since: since, open_until, failures, last_success_at } = row
  const status = statusOf(row, now)
  const disabledAt = since && new Date(since.getTime() + DISABLED_AFTER_MS)
  return {
    ...counts,
    status,
    message: messageOf(status, row, disabledAt),
    failures_in_a_row: failures,
    failing_since: since?.toISOString() ?? null,
    tried_again_at: open_until > now ? open_until.toISOString() : null,
    disabled_at: row.status === 'active' ? (disabledAt?.toISOString() ?? null) : null,
    last_success_at: last_success_at?.toISOString() ?? null,
  }
}

function statusOf(
  { failing_since: since, last_success_at }: StoredWebhook,
  now: Date,
): WebhookView['health']['status'] {
  if (since === null) return last_success_at === null ? 'idle' : 'ok'
  return now.getTime() - since.getTime() >= WARNED_AFTER_MS ? 'warning' : 'failing'
}

function messageOf(
  status: WebhookView['health']['status'],
  { status: state, status_reason, failing_since: since }: StoredWebhook,
  disabledAt: Date | null,
): string {
  if (state !== 'active')
    return status_reason ?? 'Paused. Reports are kept, and sent once it is active again.'
  if (status === 'idle') return 'Nothing has been delivered yet.'
  if (status === 'ok') return 'Deliveries are accepted.'
  const failing = `Nothing has been accepted since ${since?.toISOString()}. Look at the deliveries for why.`
  return status === 'failing' ? failing : `${failing} It will be disabled at ${disabledAt?.toISOString()}.`
}
