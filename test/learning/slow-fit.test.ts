import type { FastifyBaseLogger } from 'fastify'
import { beforeEach, describe, expect, it } from 'vitest'
import { cellOf } from '../../src/core/measure/cell.ts'
import { loadTemplateCounts } from '../../src/features/learning/evidence-store.ts'
import { learn } from '../../src/features/learning/learn.ts'
import { createPolicies } from '../../src/features/learning/policies.ts'
import { servePolicy } from '../../src/features/learning/served-policy.ts'
import { DAY_MS } from '../../src/lib/duration.ts'
import type { Org } from '../../src/runtime/catalog/catalog.ts'
import { createTemplate } from '../factories.ts'
import { useScene } from '../scene.ts'

const VARIANTS = 30
const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f']
const CELLS = LETTERS.flatMap(plan =>
  LETTERS.map(place => cellOf({ plan: [plan], place: [place] }, ['place', 'plan'])),
)
const SETTINGS = {
  ...{ algorithm: 'contextual', key_metric: 'click_rate', epsilon: 0.1 },
  split: { method: 'internal_persistent', control_share: 0 },
  learning: { context: ['place', 'plan'], sticky: true },
}

const scene = useScene()
let org: Org
let ids: readonly string[]

const placeOf = async () => {
  const found = await scene.server.services.catalog.findOrg(scene.org)
  const template = found?.templates.get('large')
  if (!found || !template) throw new Error('the template is gone')
  return { org: found, template }
}

/** Adds sends and clicks in every cell of every variant; later variants are clicked more often. */
async function count(): Promise<void> {
  const { db, clock } = scene.server.services
  await db.query({
    text: `insert into cohort_counts (org_id, template_id, variant_id, arm, cell, is_even, starts_at, minutes, measure, age, count, inverse, inverse_root, inverse_square)
           select $1, 'large', id, 'treatment', cell, false, $4::timestamptz - interval '3 days', 5, measure, 0,
             case measure when 'send' then 100 else 5 + place / 3 end, 0, 0, 0
           from unnest($2::uuid[]) with ordinality as variants (id, place), unnest($3::text[]) as cell, unnest('{send,click}'::text[]) as measure
           on conflict (org_id, template_id, measure, variant_id, arm, cell, is_even, starts_at, minutes, age)
           do update set count = cohort_counts.count + excluded.count`,
    values: [org.id, ids, CELLS, clock()],
  })
  await db.query({
    text: `insert into count_versions (org_id, template_id, version, changed_at) values ($1, 'large', 1, $2)
           on conflict (org_id, template_id) do update set version = count_versions.version + 1`,
    values: [org.id, clock()],
  })
}

const ask = (person: number) =>
  scene.server.call('POST', `/api/generate/${scene.org}`, {
    ...{ template_id: 'large', user_id: `u${person}` },
    attrs: { plan: LETTERS[person % 6], place: 'a' },
  })

beforeEach(async () => {
  ids = (await createTemplate(scene.server, scene.org, 'large', SETTINGS, VARIANTS)).variantIds
  org = (await placeOf()).org
})

describe('a policy that takes long to make', () => {
  it('leaves the old one in use until it is made, and is the one that is made at once', async () => {
    const { db, policies, clock } = scene.server.services
    expect((await ask(0)).status).toBe(200)
    await count()
    const { template } = await placeOf()
    const before = await policies.policyOf(org, template)
    const made = policies.refresh()
    let answered = 0
    while ((await policies.policyOf(org, template)) === before) {
      expect((await ask(answered)).status).toBe(200)
      answered++
    }
    await made
    expect(answered).toBeGreaterThan(1)
    const after = await policies.policyOf(org, template)
    expect(after.version).toBeGreaterThan(before.version)
    const [counts] = await loadTemplateCounts(db, [{ org, template }], clock())
    if (!counts) throw new Error('nothing was loaded')
    const seed = `${org.slug}/large/${counts.version}`
    const { policy, blocked } = learn({ ...counts, others: [], asOfMs: clock().getTime(), seed })
    const atOnce = servePolicy(policy, template, { version: counts.version, blocked })
    for (const cell of ['', ...CELLS])
      expect(after.tableFor(after.everybody, cell).id).toBe(atOnce.tableFor(atOnce.everybody, cell).id)
  })

  it('never gives an archived variant, while its successor is not made', async () => {
    const { policies } = scene.server.services
    await ask(0)
    await count()
    await policies.refresh()
    const [first, ...others] = ids
    const at = `/api/v1/orgs/${scene.org}/templates/large/variants/${first}`
    expect((await scene.server.call('PATCH', at, { status: 'archived' })).status).toBe(200)
    const { org: orgNow, template } = await placeOf()
    const provisional = await policies.policyOf(orgNow, template)
    expect(provisional.everybody.ids.toSorted()).toEqual(others.toSorted())
    await policies.refresh()
    const after = await policies.policyOf(orgNow, template)
    expect(after).not.toBe(provisional)
    expect(after.everybody.ids.toSorted()).toEqual(others.toSorted())
  })

  it('costs nothing when it cannot be made: the old one stays, and the log says so', async () => {
    const { db, clock, log } = scene.server.services
    const place = await placeOf()
    await count()
    const broken = { ...place.template, variants: [null] } as unknown as typeof place.template
    let given = place.org
    const said: unknown[] = []
    const listening: FastifyBaseLogger = { ...log, error: (about: unknown) => void said.push(about) }
    const policies = createPolicies(db, () => given, clock, listening)
    const before = await policies.policyOf(place.org, place.template)
    given = { ...place.org, templates: new Map([['large', broken]]) }
    scene.server.setNow(new Date(clock().getTime() + DAY_MS))
    await policies.refresh()
    expect(said).not.toEqual([])
    expect(await policies.policyOf(place.org, place.template)).toBe(before)
    given = place.org
    await policies.refresh()
    expect(await policies.policyOf(place.org, place.template)).not.toBe(before)
  })
})
