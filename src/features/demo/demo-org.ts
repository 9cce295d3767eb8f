import { randomBytes } from 'node:crypto'
import { createManagement, type Management, Refused, type Send } from './client.ts'
import { CONTROL_SHARE, type DemoTemplate, type DemoVariant, PLAN_RULE, TEMPLATES } from './world.ts'

/** The result of seeding. The keys are shown nowhere else. */
export interface DemoOrg {
  readonly slug: string
  /** Full access to the organisation, for people. */
  readonly key: string
  /** Requests copy and reports events, for platforms. */
  readonly platformKey: string
  /** Signs Customer.io's reports. */
  readonly signingKey: string
  /** By variant id. */
  readonly variants: ReadonlyMap<string, DemoVariant>
}

/**
 * Creates the demo organisation through the management API: keys, an attribute, platforms and templates with their
 * variants, ready to serve.
 * @param operatorKey may create organisations
 * @throws Error if the organisation already exists
 */
export async function createDemoOrg(send: Send, operatorKey: string, slug: string): Promise<DemoOrg> {
  const operator = createManagement(send, operatorKey)
  try {
    await operator.post('/orgs', { slug, name: 'Marlow Coffee', timezone: 'UTC', currency: 'USD' })
  } catch (error) {
    if (!(error instanceof Refused && error.status === 409)) throw error
    throw new Error(`There is an organisation "${slug}" already. Name another one with --org.`, {
      cause: error,
    })
  }
  const key = await createKey(operator, slug, 'You', ['serve', 'ingest', 'manage'])
  return furnishDemoOrg(send, slug, key)
}

/**
 * Gives an empty organisation the platforms, templates and variants of the demo, through the management API.
 * @param key has full access to the organisation
 * @param controlShare the share of the people who keep the control
 */
export async function furnishDemoOrg(
  send: Send,
  slug: string,
  key: string,
  controlShare = CONTROL_SHARE,
): Promise<DemoOrg> {
  const own = createManagement(send, key)
  const platformKey = await createKey(own, slug, 'Platforms', ['serve', 'ingest'])
  const signingKey = randomBytes(24).toString('hex')
  await own.post(`/orgs/${slug}/attributes`, PLAN_RULE)
  await own.put(`/orgs/${slug}/platforms/cio`, { settings: { signing_key: signingKey } })
  const variants = new Map<string, DemoVariant>()
  for (const template of TEMPLATES) {
    for (const [id, variant] of await createTemplate(own, slug, template, controlShare))
      variants.set(id, variant)
  }
  return { slug, key, platformKey, signingKey, variants }
}

async function createKey(
  operator: Management,
  slug: string,
  name: string,
  scopes: readonly string[],
): Promise<string> {
  const { key } = await operator.post<{ key: string }>(`/orgs/${slug}/keys`, { name, scopes })
  return key
}

async function createTemplate(
  own: Management,
  slug: string,
  template: DemoTemplate,
  controlShare: number,
): Promise<ReadonlyMap<string, DemoVariant>> {
  const { id, name, channel, keyMetric, conversionEvents, integration } = template
  await own.post(`/orgs/${slug}/templates`, {
    id,
    name,
    channel,
    variables: Object.keys(template.variants[0]?.vars ?? {}),
    key_metric: keyMetric,
    split: { method: 'internal_persistent', control_share: controlShare },
    // Conversions usually count from the third day on. A demo is shorter than three days.
    attribution: { lookback_days: 1, offset_days: 0, conversion_events: conversionEvents },
    integration,
  })
  const variants = new Map<string, DemoVariant>()
  for (const variant of template.variants) {
    const { name, vars, themes = [], plan, control = false } = variant
    const body = {
      name,
      vars,
      themes,
      attrs: plan === undefined ? {} : { plan },
      control,
      status: 'approved',
    }
    const made = await own.post<{ id: string }>(`/orgs/${slug}/templates/${id}/variants`, body)
    variants.set(made.id, variant)
  }
  await own.patch(`/orgs/${slug}/templates/${id}`, { status: 'active' })
  return variants
}
