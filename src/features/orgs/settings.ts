import { readCurrency } from '../../lib/money.ts'
import { type FieldError, Problem } from '../../runtime/http/problem.ts'
import { refuseAny } from '../../runtime/http/unprocessable.ts'
import type { OrgPatch } from './schema.ts'
import type { OrgSettings, TemplateWindow } from './store.ts'

/** The default settings of an organisation. */
export const DEFAULT_SETTINGS = {
  attribution: { lookback_days: 14, offset_days: 3, credit: 'last_touch' },
  retention: { requests_days: 30, events_days: 400 },
  several_feedback_webhooks: false,
} as const

/**
 * Applies the patch to the settings.
 * @param templates active templates, whose windows depend on the organisation's
 * @throws Problem unprocessable, or conflict if a template would lose its window
 */
export function patchSettings(
  present: OrgSettings,
  { name, timezone, currency, attribution, retention, several_feedback_webhooks }: OrgPatch,
  templates: readonly TemplateWindow[],
): OrgSettings {
  const settings = checked({
    name: (name ?? present.name).trim(),
    timezone: timezone ?? present.timezone,
    currency: currency ?? present.currency,
    attribution: { ...present.attribution, ...attribution },
    retention: { ...present.retention, ...retention },
    several_feedback_webhooks: several_feedback_webhooks ?? present.several_feedback_webhooks,
  })
  const { lookback_days, offset_days } = settings.attribution
  const closed = templates.find(
    ({ attribution: own }) => (own.lookback_days ?? lookback_days) <= (own.offset_days ?? offset_days),
  )
  if (closed) {
    throw new Problem(
      'conflict',
      `Template "${closed.id}" would have no attribution window. Set its own lookback_days and offset_days first.`,
    )
  }
  return settings
}

/** @throws Problem unprocessable, with all invalid fields */
export function checked(settings: OrgSettings): OrgSettings {
  const { timezone, currency, attribution } = settings
  const errors: FieldError[] = []
  if (!isTimezone(timezone))
    errors.push({
      field: '/timezone',
      message: `"${timezone}" is not an IANA time zone, such as Europe/Paris.`,
    })
  const code = readCurrency(currency)
  if (code === null) {
    errors.push({ field: '/currency', message: `"${currency}" is not an ISO 4217 currency, such as EUR.` })
  }
  if (attribution.lookback_days <= attribution.offset_days) {
    errors.push({
      field: '/attribution/lookback_days',
      message: `Must be more than offset_days (${attribution.offset_days}), because otherwise no event would count.`,
    })
  }
  refuseAny(errors)
  return { ...settings, currency: code ?? currency }
}

function isTimezone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
