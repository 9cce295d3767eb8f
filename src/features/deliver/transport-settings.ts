import type { Org } from '../../runtime/catalog/catalog.ts'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import { type TransportDescription, transportSettings } from '../../runtime/catalog/transports.ts'
import type { FieldError } from '../../runtime/http/problem.ts'
import { pointerTo, refuseAny, unprocessable } from '../../runtime/http/unprocessable.ts'
import { readMailbox } from './mail/mail.ts'
import type { TransportView } from './transport-schema.ts'
import type { Pause } from './verify/pause-store.ts'

type Changes = Readonly<Record<string, string | null>>

/** The settings that sending requires and that are not set. */
export function missingSettings(org: Org, { slug, needs }: TransportDescription): readonly string[] {
  const present = transportSettings(org, slug)
  return needs.filter(key => !present[key])
}

/** @throws Problem unprocessable if the transport is not ready, with the settings to make */
export function refuseUnconfigured(org: Org, transport: TransportDescription): void {
  const missing = missingSettings(org, transport)
  if (missing.length === 0) return
  const { name, slug, platform } = transport
  const where = platform === null ? `transports/${slug}` : `platforms/${platform}`
  throw unprocessable({
    field: '/template_id',
    message: `${name} is not configured: set ${missing.join(', ')} with PUT /api/v1/orgs/${org.slug}/${where}.`,
  })
}

/** A transport with its configuration. Secrets are never shown. */
export function showTransport(
  org: Org,
  transport: TransportDescription,
  paused: Pause | undefined,
): TransportView {
  const { slug, name, platform, settings, integration } = transport
  const present = transportSettings(org, slug)
  const missing = [...missingSettings(org, transport)]
  return {
    slug,
    name,
    platform,
    configured: missing.length === 0,
    missing,
    paused:
      paused === undefined
        ? null
        : {
            ...{ reason: paused.reason, waiting: paused.waiting },
            tried_again_at: paused.triedAgainAt.toISOString(),
          },
    settings: settings.map(field => {
      const value = present[field.key]
      return { ...field, value: field.kind === 'text' ? (value ?? null) : null, is_set: value !== undefined }
    }),
    integration: integration.map(({ key, label, required, help }) => ({ key, label, required, help })),
  }
}

/**
 * Sets the given keys, removes those that are null, and leaves the others.
 * @param sealed the changes, secrets sealed
 */
export function mergeTransport(
  configuration: Configuration,
  org: Org,
  transport: string,
  sealed: Changes,
  now: Date,
): Promise<void> {
  return changeOrg(configuration, org, async transaction => {
    const present = await transaction
      .selectFrom('transport_settings')
      .select('settings')
      .where('org_id', '=', org.id)
      .where('transport', '=', transport)
      .executeTakeFirst()
    const merged = Object.entries({ ...present?.settings, ...sealed }).filter(([, value]) => value !== null)
    const columns = { settings: JSON.stringify(Object.fromEntries(merged)), updated_at: now }
    await transaction
      .insertInto('transport_settings')
      .values({ org_id: org.id, transport, ...columns })
      .onConflict(conflict => conflict.columns(['org_id', 'transport']).doUpdateSet(columns))
      .execute()
  })
}

/** Checks the settings of a mail server after a change. @throws Problem unprocessable with every wrong setting */
export function checkMailServer(present: Changes, changes: Changes): void {
  const all: Changes = { ...present, ...changes }
  const wrong: FieldError[] = []
  const refuse = (key: string, message: string) => wrong.push({ field: pointerTo('settings', key), message })
  const { host, port, security, user, password, from, messages_per_minute: rate } = all
  if (host != null && !/^(?=.{1,253}$)[a-z0-9.:_-]+$/i.test(host))
    refuse('host', `"${host}" is no host name: it has neither a scheme nor a port.`)
  if (port != null && !isWholeNumber(port, 65_535))
    refuse('port', `"${port}" is no port: a number from 1 to 65535.`)
  if (security != null && !['starttls', 'tls', 'none'].includes(security))
    refuse('security', `"${security}" must be starttls, tls or none.`)
  if (security === 'none' && (user != null || password != null))
    refuse(
      'security',
      'Without encryption a login could be read on its way. Use starttls or tls, or remove user and password.',
    )
  if (from != null && readMailbox(from) === undefined)
    refuse('from', `"${from}" is no sender, such as Acme <hello@acme.example>.`)
  if (rate != null && !isWholeNumber(rate, 60_000))
    refuse('messages_per_minute', `"${rate}" must be a number from 1 to 60000.`)
  refuseAny(wrong)
}

const isWholeNumber = (text: string, max: number): boolean =>
  /^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= max
