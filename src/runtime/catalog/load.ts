import type { Selectable } from 'kysely'
import type { Algorithm } from '../../core/bandit/algorithm.ts'
import type { MappingRule } from '../../core/mapping/rule.ts'
import { inUnitOf, type OrgMoney } from '../../core/measure/amount-unit.ts'
import {
  type CustomMetric,
  type CustomMetrics,
  isCustomKey,
  type MetricPart,
} from '../../core/measure/custom-metric.ts'
import { metricRow, partsOfMetric, type WithMetrics } from '../../core/measure/key-metric.ts'
import { compileRules } from '../../core/targeting/normalise.ts'
import type { AttributeRule } from '../../core/targeting/rule.ts'
import type { Database } from '../db/session.ts'
import type {
  ApiKeyRow,
  CustomMetricRow,
  OrgRow,
  StoredLimits,
  TemplateRow,
  VariantRow,
} from '../db/table-rows/configuration-rows.ts'
import { actorOfKey, type StoredKey } from '../http/api-key.ts'
import type { Scope } from '../http/permission.ts'
import { isSealed, type Vault } from '../http/secrets.ts'
import type { Learning, Metric, Org, OrgLimits, Template, Variant } from './catalog.ts'

/** Loads one organisation with all its configuration. */
export async function loadOrg({ kysely }: Database, vault: Vault, slug: string): Promise<Org | undefined> {
  const row = await findRow(kysely, slug)
  if (!row) return undefined
  const former = await kysely.selectFrom('former_slugs').select('slug').where('org_id', '=', row.id).execute()
  const keys = await kysely.selectFrom('api_keys').selectAll().where('org_id', '=', row.id).execute()
  const rules = await kysely
    .selectFrom('attribute_rules')
    .selectAll()
    .where('org_id', '=', row.id)
    .orderBy('name')
    .execute()
  const platforms = await kysely
    .selectFrom('platform_settings')
    .selectAll()
    .where('org_id', '=', row.id)
    .execute()
  const transports = await kysely
    .selectFrom('transport_settings')
    .selectAll()
    .where('org_id', '=', row.id)
    .execute()
  const templates = await kysely.selectFrom('templates').selectAll().where('org_id', '=', row.id).execute()
  const variants = await kysely
    .selectFrom('variants')
    .selectAll()
    .where('org_id', '=', row.id)
    .where(where => where.or([where('status', '<>', 'archived'), where('replaced_by', 'is not', null)]))
    .orderBy('id')
    .execute()
  const metrics = await kysely
    .selectFrom('custom_metrics')
    .selectAll()
    .where('org_id', '=', row.id)
    .orderBy('id')
    .execute()
  const hashKey = await kysely
    .selectFrom('person_hash_keys')
    .select('key')
    .where('org_id', '=', row.id)
    .executeTakeFirst()
  const customMetrics = toMetrics(metrics)
  const attributeRules = rules.map(({ name, rule }) => ({ ...rule, name }) as unknown as AttributeRule)
  compileRules(attributeRules)
  return {
    id: row.id,
    slug: row.slug,
    formerSlugs: former.map(each => each.slug),
    name: row.name,
    timezone: row.timezone,
    currency: row.currency,
    currencyDigits: row.currency_digits,
    credit: row.attribution.credit,
    limits: toLimits(row.limits),
    retention: { requestsDays: row.retention.requests_days, eventsDays: row.retention.events_days },
    configVersion: row.config_version,
    keys: new Map(keys.map(key => [key.id, toKey(key)])),
    platforms: new Map(platforms.map(({ platform, settings }) => [platform, openSecrets(settings, vault)])),
    transports: new Map(
      transports.map(({ transport, settings }) => [transport, openSecrets(settings, vault)]),
    ),
    rules: attributeRules,
    eventMapping: row.event_mapping as unknown as readonly MappingRule[],
    channels: row.channels,
    personHashKey: hashKey && vault.open(hashKey.key),
    customMetrics,
    templates: new Map(
      templates.map(template => [
        template.id,
        toTemplate(
          template,
          row,
          variants,
          rules.map(({ name }) => name),
          customMetrics,
        ),
      ]),
    ),
  }
}

const toMetrics = (rows: readonly Selectable<CustomMetricRow>[]): CustomMetrics =>
  new Map(
    rows.map(row => [
      row.id,
      {
        ...{ id: row.id, name: row.name, events: row.events, currency: row.currency },
        kind: row.kind as CustomMetric['kind'],
        direction: row.direction as CustomMetric['direction'],
        ...{ valueField: row.value_field, windowDays: row.window_days, isArchived: row.archived },
        parts: row.parts as readonly MetricPart[],
      },
    ]),
  )

const toLimits = (stored: StoredLimits): OrgLimits => ({
  manageCallsPerMinute: stored.manage_calls_per_minute,
  generateCallsPerMinute: stored.generate_calls_per_minute,
  webhookCallsPerMinute: stored.webhook_calls_per_minute,
  choicesPerMonth: stored.choices_per_month,
  eventsPerMonth: stored.events_per_month,
  templates: stored.templates,
  keys: stored.keys,
})

function toKey(row: Selectable<ApiKeyRow>): StoredKey {
  const { id, name, secret_hash, expires_at, previous_hash, previous_until, calls_per_minute } = row
  const scopes = row.scopes as Scope[]
  return {
    id,
    scopes,
    secretHash: secret_hash,
    actor: actorOfKey(id, name, scopes),
    callsPerMinute: calls_per_minute ?? undefined,
    expiresAt: expires_at?.getTime() ?? Number.POSITIVE_INFINITY,
    previous:
      previous_hash !== null && previous_until !== null
        ? { secretHash: previous_hash, until: previous_until.getTime() }
        : undefined,
  }
}

/** By its slug, or by one that it had before. */
async function findRow(kysely: Database['kysely'], slug: string): Promise<Selectable<OrgRow> | undefined> {
  const orgs = kysely.selectFrom('orgs').selectAll()
  return (
    (await orgs.where('slug', '=', slug).executeTakeFirst()) ??
    orgs
      .where('id', 'in', former =>
        former.selectFrom('former_slugs').select('org_id').where('slug', '=', slug),
      )
      .executeTakeFirst()
  )
}

function openSecrets(settings: Readonly<Record<string, string>>, vault: Vault): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, isSealed(value) ? vault.open(value) : value]),
  )
}

function toTemplate(
  row: Selectable<TemplateRow>,
  org: Selectable<OrgRow>,
  all: readonly Selectable<VariantRow>[],
  ruled: readonly string[],
  customMetrics: CustomMetrics,
): Template {
  const own = all.filter(variant => variant.template_id === row.id)
  const variants = own.filter(({ replaced_by }) => replaced_by === null).map(toVariant)
  return {
    id: row.id,
    sandbox: row.sandbox,
    name: row.name,
    channel: row.channel,
    customMetrics,
    variables: row.variables,
    keyMetric: row.key_metric as Metric,
    algorithm: row.algorithm as Algorithm,
    epsilon: row.epsilon,
    learning: toLearning(row, ruled, {
      ...{ customMetrics, currency: org.currency, currencyDigits: org.currency_digits },
    }),
    split: { method: row.split.method as Template['split']['method'], controlShare: row.split.control_share },
    attribution: {
      lookbackDays: row.attribution.lookback_days ?? org.attribution.lookback_days,
      offsetDays: row.attribution.offset_days ?? org.attribution.offset_days,
      conversionEvents: row.attribution.conversion_events,
    },
    integration: row.integration,
    status: row.status as Template['status'],
    variants,
    replaced: own.filter(({ replaced_by }) => replaced_by !== null).map(toVariant),
    control: variants.find(({ isControl }) => isControl),
  }
}

const CONTEXTUAL: ReadonlySet<string> = new Set<Algorithm>(['contextual', 'linear_thompson'])
// A share of messages for a rate, and of control's amount for an amount.
const GUARDRAIL_MARGINS = { rate: 0.005, amount: 0.05 }

const toLearning = (
  { algorithm, key_metric, learning }: Selectable<TemplateRow>,
  ruled: readonly string[],
  org: WithMetrics & OrgMoney,
): Learning => ({
  context: CONTEXTUAL.has(algorithm) ? (learning.context ?? ruled) : [],
  metrics: (
    (algorithm === 'weighted_thompson' && learning.metrics) || [{ metric: key_metric, weight: 1 }]
  ).flatMap(({ metric, weight }) =>
    partsOfMetric(org, metric as Metric).map(part => ({
      metric: part.metric,
      weight: weight * part.weight * inUnitOf(metricRow(org, part.metric), 1, org),
    })),
  ),
  weights: learning.weights ?? {},
  halfLifeDays: learning.half_life_days,
  guardrailMargin: learning.guardrail_margin ?? GUARDRAIL_MARGINS.rate,
  guardrails: (learning.guardrails ?? []).flatMap(({ metric, margin }) =>
    isCustomKey(metric) ? [{ metric, margin: margin ?? GUARDRAIL_MARGINS[metricRow(org, metric).kind] }] : [],
  ),
  isSticky: learning.sticky ?? false,
  autoArchive: learning.auto_archive ?? false,
})

const toVariant = (row: Selectable<VariantRow>): Variant => ({
  id: row.id,
  name: row.name,
  vars: row.vars,
  attrs: row.attrs,
  themes: row.themes,
  isControl: row.is_control,
  status: row.status as Variant['status'],
})
