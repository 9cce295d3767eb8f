import pino from 'pino'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createOrg, createTemplate, type TestTemplate } from '../../../test/factories.ts'
import { useServer } from '../../../test/scene.ts'
import { recommendingOf } from '../../worker-wiring.ts'
import { refreshAll } from './refresh.ts'

const ORG = '/api/v1/orgs/acme'

const server = useServer()
beforeAll(async () => {
  await createOrg(server, 'acme')
})

const templateAt = (id: string) => `${ORG}/templates/${id}`
const refresh = (id: string) => server.call('POST', `${templateAt(id)}/recommendations/refresh`)
const decide = (id: string, action: string, note?: string) =>
  server.call('POST', `${ORG}/recommendations/${id}`, { action, ...(note !== undefined && { note }) })

interface Counted {
  readonly decisions: number
  readonly clicks: number
}

/** Counts of an hour ten days ago, as attribution would store them. Several calls add up. */
async function count(template: TestTemplate, control: Counted, variants: readonly Counted[]): Promise<void> {
  const rows = [
    { variant_id: template.controlId, arm: 'control', ...control },
    ...variants.map((counted, at) => ({ variant_id: template.variantIds[at], arm: 'treatment', ...counted })),
  ]
  await server.services.db.query({
    text: `insert into variant_counts as sums (org_id, template_id, variant_id, arm, hour, decisions, clicks)
           select $1, $2, variant_id, arm, date_trunc('hour', now() - interval '10 days'), decisions, clicks
           from jsonb_to_recordset($3::jsonb) as given (variant_id uuid, arm text, decisions bigint, clicks bigint)
           on conflict (org_id, template_id, variant_id, arm, hour)
           do update set decisions = sums.decisions + excluded.decisions, clicks = sums.clicks + excluded.clicks`,
    values: [server.services.catalog.known('acme')?.id, template.id, JSON.stringify(rows)],
  })
}

/** Even-share counts of four weeks ago until today: the variants change places a week ago. */
async function countDrifting(template: TestTemplate): Promise<void> {
  const rows = Array.from({ length: 24 }, (_, ago) =>
    template.variantIds.slice(0, 2).flatMap((variant_id, at) => [
      { variant_id, ago, measure: 'decision', count: 500 },
      { variant_id, ago, measure: 'click', count: (ago < 7 ? 1 - at : at) === 0 ? 25 : 60 },
    ]),
  ).flat()
  await server.services.db.query({
    text: `insert into cohort_counts (org_id, template_id, variant_id, arm, cell, is_even, starts_at, minutes, measure, age,
             count, inverse, inverse_root, inverse_square)
           select $1, $2, variant_id, 'treatment', '', true, date_trunc('day', now(), 'UTC') - ago * interval '1 day', 360, measure, 0, count, 0, 0, 0
           from jsonb_to_recordset($3::jsonb) as given (variant_id uuid, ago int, measure text, count bigint)`,
    values: [server.services.catalog.known('acme')?.id, template.id, JSON.stringify(rows)],
  })
}

let serial = 0
/** A template whose first variant is far ahead of the second. */
async function decided(settings: object = {}): Promise<TestTemplate> {
  const template = await createTemplate(server, 'acme', `t${++serial}`, settings)
  await count(template, { decisions: 700, clicks: 70 }, [
    { decisions: 3000, clicks: 900 },
    { decisions: 3000, clicks: 300 },
  ])
  return template
}

const kindsOf = ({ body }: { body: { items: { kind: string }[] } }) =>
  body.items.map(({ kind }) => kind).sort()
// biome-ignore lint/suspicious/noExplicitAny: an untyped view is the point here
const find = ({ body }: { body: any }, kind: string) => body.items.find((each: any) => each.kind === kind)

it('report that the variants have changed places', async () => {
  const template = await decided()
  expect(kindsOf(await refresh(template.id))).not.toContain('drift')
  await countDrifting(template)
  const found = find(await refresh(template.id), 'drift')
  expect(found).toMatchObject({ subject: null, reason: expect.stringContaining('half-life') })
  expect(found.evidence.recent_of_all).toBe(7 * 85)
})

describe('recommendations', () => {
  let template: TestTemplate
  beforeEach(async () => {
    template = await decided()
  })

  it('are data with reasons, listed with a cursor and filters', async () => {
    const found = await refresh(template.id)
    expect(kindsOf(found)).toEqual(['archive', 'ship'])
    expect(find(found, 'archive')).toMatchObject({
      template_id: template.id,
      subject: template.variantIds[1],
      reason: expect.stringContaining('Archive “variant 2”'),
      evidence: { messages: 3000, chance_to_be_best: expect.any(Number) },
      status: 'open',
      decided_at: null,
    })
    expect(find(found, 'ship').subject).toBe(template.variantIds[0])
    // Each open one waits on the home page, until it is decided.
    const cards = async () =>
      (await server.call('GET', `${ORG}/overview`)).body.needs_you
        .filter(
          ({ subject, kind }: { subject: string; kind: string }) =>
            kind === 'recommendation' && subject === template.id,
        )
        .map(({ detail, link }: { detail: string; link: string }) => ({ detail, link }))
    const link = `/o/acme/recommendations?template=${template.id}`
    expect(await cards()).toEqual(
      expect.arrayContaining(
        found.body.items.map(({ reason }: { reason: string }) => ({ detail: reason, link })),
      ),
    )
    expect(await cards()).toHaveLength(found.body.items.length)
    // A second check finds the same, and adds nothing.
    expect((await refresh(template.id)).body).toEqual(found.body)
    const first = await server.call('GET', `${ORG}/recommendations?template=${template.id}&limit=1`)
    const second = await server.call(
      'GET',
      `${ORG}/recommendations?template=${template.id}&limit=1&cursor=${first.body.next_cursor}`,
    )
    expect([...first.body.items, ...second.body.items]).toEqual(found.body.items)
    expect(second.body.next_cursor).toBeNull()
    expect((await server.call('GET', `${templateAt(template.id)}/recommendations`)).body).toEqual(found.body)
    const none = await server.call('GET', `${templateAt(template.id)}/recommendations?status=dismissed`)
    expect(none.body.items).toEqual([])
    expect((await server.call('GET', `${templateAt('nobody')}/recommendations`)).status).toBe(404)
    expect((await server.call('GET', `${ORG}/recommendations?status=done`)).status).toBe(400)
  })

  it('to archive: accepting archives the variant, once', async () => {
    const { id, kind } = find(await refresh(template.id), 'archive')
    const detail = await server.call('GET', `${ORG}/recommendations/${id}`)
    expect(detail).toMatchObject({
      status: 200,
      body: { kind, effect: { status: 'active', stops: [{ id: template.variantIds[1] }] } },
    })
    const after = detail.body.effect.shares.reduce(
      (sum: number, each: { after: number }) => sum + each.after,
      0,
    )
    expect(after).toBeCloseTo(1)
    const ofKind = await server.call('GET', `${ORG}/recommendations?template=${template.id}&kind=archive`)
    expect(ofKind.body.items.map((each: { id: string }) => each.id)).toEqual([id])
    const accepted = await decide(id, 'accept', 'as agreed')
    expect(accepted).toMatchObject({
      status: 200,
      body: {
        status: 'accepted',
        decided_by: 'person',
        decided_by_name: "operator's key",
        note: 'as agreed',
        decided_at: expect.any(String),
      },
    })
    const variants = (await server.call('GET', `${templateAt(template.id)}/variants`)).body.items
    const statusOf = (variantId?: string) =>
      variants.find((each: { id: string }) => each.id === variantId).status
    expect(template.variantIds.map(statusOf)).toEqual(['approved', 'archived'])
    const marks = (await server.call('GET', `${templateAt(template.id)}/annotations`)).body.items
    expect(marks.at(-1)).toMatchObject({
      text: 'variant 2 was archived, as recommended: as agreed',
      by: "operator's key",
    })
    const again = await decide(id, 'dismiss')
    expect(again).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect(again.body.detail).toContain('is accepted')
    expect((await decide('00000000-0000-7000-8000-000000000000', 'accept')).status).toBe(404)
    expect((await decide('what', 'accept')).status).toBe(404)
    expect((await server.call('GET', `${ORG}/recommendations/${id}`)).body.effect).toBeNull()
    expect((await server.call('GET', `${ORG}/recommendations/what`)).status).toBe(404)
    expect((await decide(id, 'maybe')).status).toBe(400)
  })

  it('to ship: accepting gives all treated traffic to the winner', async () => {
    const { id } = find(await refresh(template.id), 'ship')
    const { effect } = (await server.call('GET', `${ORG}/recommendations/${id}`)).body
    expect(effect).toMatchObject({ status: 'shipped', stops: [{ id: template.variantIds[1] }] })
    expect((await decide(id, 'accept')).body.status).toBe('accepted')
    expect((await server.call('GET', templateAt(template.id))).body.status).toBe('shipped')
    const changes = await server.call('GET', `${templateAt(template.id)}/traffic`)
    expect(changes.body.changes[0]).toMatchObject({ kind: 'ship', by: "operator's key", note: null })
    const given = new Set<string>()
    for (let at = 0; at < 60; at++) {
      const { body } = await server.call('POST', '/api/generate/acme', {
        template_id: template.id,
        user_id: `u${at}`,
      })
      given.add(body.copy.id)
    }
    expect(given).toEqual(new Set([template.controlId, template.variantIds[0]]))
    // A shipped template needs no more advice; the rest is withdrawn.
    expect((await refresh(template.id)).body.items).toEqual([])
    const all = await server.call('GET', `${templateAt(template.id)}/recommendations`)
    expect(find(all, 'archive').status).toBe('withdrawn')
    expect(find(all, 'ship').status).toBe('accepted')
  })

  it('to ship a variant that is archived by now change nothing', async () => {
    const { id } = find(await refresh(template.id), 'ship')
    await server.call('PATCH', `${templateAt(template.id)}/variants/${template.variantIds[0]}`, {
      status: 'archived',
    })
    const refused = await decide(id, 'accept')
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('no longer approved') },
    })
    const { body } = await server.call('GET', `${templateAt(template.id)}/recommendations?status=open`)
    expect(body.items.map((each: { id: string }) => each.id)).toContain(id)
    expect((await server.call('GET', templateAt(template.id))).body.status).toBe('active')
  })

  it('ignore variants for other people than those of the winner', async () => {
    const at = `${templateAt(template.id)}/variants/${template.variantIds[0]}`
    await server.call('PATCH', at, { attrs: { plan: ['pro'] } })
    const { id } = find(await refresh(template.id), 'ship')
    expect((await decide(id, 'accept')).status).toBe(200)
    const variants = (await server.call('GET', `${templateAt(template.id)}/variants`)).body.items
    expect(variants.map(({ status }: { status: string }) => status)).toEqual([
      'approved',
      'approved',
      'approved',
    ])
  })

  it('stay dismissed until the evidence has doubled', async () => {
    const { id } = find(await refresh(template.id), 'archive')
    expect((await decide(id, 'dismiss', 'it is for Christmas')).body.status).toBe('dismissed')
    await count(template, { decisions: 100, clicks: 10 }, [
      { decisions: 500, clicks: 150 },
      { decisions: 500, clicks: 50 },
    ])
    expect(kindsOf(await refresh(template.id))).toEqual(['ship'])
    await count(template, { decisions: 700, clicks: 70 }, [
      { decisions: 3000, clicks: 900 },
      { decisions: 3000, clicks: 300 },
    ])
    const found = await refresh(template.id)
    expect(find(found, 'archive')).toMatchObject({
      id,
      status: 'open',
      note: null,
      evidence: { messages: 6500 },
    })
  })

  it('are withdrawn when they no longer hold, and open again when they do', async () => {
    const { id } = find(await refresh(template.id), 'archive')
    await count(template, { decisions: 0, clicks: 0 }, [
      { decisions: 0, clicks: 0 },
      { decisions: 1000, clicks: 900 },
    ])
    expect(kindsOf(await refresh(template.id))).not.toContain('archive')
    const { body } = await server.call(
      'GET',
      `${ORG}/recommendations?template=${template.id}&status=withdrawn`,
    )
    expect(body.items.map((each: { id: string }) => each.id)).toContain(id)
    expect(await decide(id, 'accept')).toMatchObject({ status: 409 })
    await count(template, { decisions: 0, clicks: 0 }, [
      { decisions: 0, clicks: 0 },
      { decisions: -1000, clicks: -900 },
    ])
    expect(find(await refresh(template.id), 'archive')).toMatchObject({ id, status: 'open' })
  })
})

it('archive automatically only if the template allows it, and do nothing else automatically', async () => {
  const careful = await decided()
  const bold = await decided({ learning: { auto_archive: true } })
  await refreshAll(recommendingOf(server.services), pino({ level: 'silent' }))
  const all = async ({ id }: TestTemplate) => server.call('GET', `${templateAt(id)}/recommendations`)
  expect(find(await all(careful), 'archive').status).toBe('open')
  expect(find(await all(bold), 'archive')).toMatchObject({ status: 'applied', decided_by: 'setting' })
  expect(find(await all(bold), 'ship').status).toBe('open')
  const statusesOf = async ({ id }: TestTemplate) => {
    const { body } = await server.call('GET', `${templateAt(id)}/variants`)
    return body.items.map(({ status }: { status: string }) => status)
  }
  expect(await statusesOf(careful)).toEqual(['approved', 'approved', 'approved'])
  expect(await statusesOf(bold)).toEqual(['approved', 'approved', 'archived'])
  const { body } = await server.call('GET', `/api/v1/orgs/acme/audit?template=${bold.id}&limit=1`)
  expect(body.items).toMatchObject([
    { actor: { kind: 'system', name: 'Parley' }, action: 'applyRecommendation', after: { kind: 'archive' } },
  ])
  // A person brings it back: the advice was followed, and is not repeated.
  await server.call('PATCH', `${templateAt(bold.id)}/variants/${bold.variantIds[1]}`, { status: 'approved' })
  await refresh(bold.id)
  expect(await statusesOf(bold)).toEqual(['approved', 'approved', 'approved'])
})

it('report missing variants for recipients, by their attributes', async () => {
  const template = await createTemplate(server, 'acme', 'segments')
  for (const id of template.variantIds)
    await server.call('PATCH', `${templateAt('segments')}/variants/${id}`, { attrs: { plan: ['pro'] } })
  for (let at = 0; at < 150; at++)
    await server.call('POST', '/api/generate/acme', {
      template_id: 'segments',
      user_id: `s${at}`,
      attrs: { plan: at % 3 === 0 ? 'free' : 'pro' },
    })
  const found = await refresh('segments')
  expect(find(found, 'add-variants')).toMatchObject({
    subject: 'plan=free',
    evidence: { variants: 0, share: expect.closeTo(1 / 3, 2) },
  })
})

it('report missing reactions, and nothing else meanwhile', async () => {
  const template = await decided()
  await refresh(template.id)
  const org = server.services.catalog.known('acme')?.id
  await server.services.db.query({
    text: `insert into variant_counts (org_id, template_id, variant_id, arm, hour, decisions)
           select $1, $2, $3, 'treatment', date_trunc('hour', now() - make_interval(hours => h)), 100 from generate_series(1, 198) h`,
    values: [org, template.id, template.variantIds[0]],
  })
  await server.services.db.query({
    text: `insert into send_hours (org_id, template_id, hour, sends, responses)
           select $1, $2, date_trunc('hour', now() - make_interval(hours => h)), 0, 20 from generate_series(31, 198) h`,
    values: [org, template.id],
  })
  const found = await refresh(template.id)
  expect(kindsOf(found)).toEqual(['check-tracking'])
  expect(find(found, 'check-tracking')).toMatchObject({ subject: null, evidence: { reactions: 0 } })
  expect(find(found, 'check-tracking').evidence.expected).toBeGreaterThan(400)
  await server.services.db.query({
    text: `insert into send_hours (org_id, template_id, hour, sends, responses)
           select $1, $2, date_trunc('hour', now() - make_interval(hours => h)), 0, 20 from generate_series(1, 29) h`,
    values: [org, template.id],
  })
  expect(kindsOf(await refresh(template.id))).not.toContain('check-tracking')
})
