import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createTemplate, learnedOf, processInbox, rebuildAll } from '../../../../../test/factories.ts'
import { useScene } from '../../../../../test/scene.ts'
import { PERSON_BUCKETS, personBucketOf } from '../../../../core/measure/person-bucket.ts'
import { DAY_MS } from '../../../../lib/duration.ts'
import { personBucket } from '../../../../runtime/db/sql/person-bucket-sql.ts'
import { countEarlierPeople } from './count-earlier-people.ts'

const scene = useScene()
const { server } = scene

/** @param pauseDays between the first half of the messages and the second */
async function play(method: string, pauseDays = 0): Promise<void> {
  await createTemplate(server, scene.org, 'welcome', {
    ...{ split: { method, control_share: 0.4 }, epsilon: 1 },
    attribution: { conversion_events: ['purchase'] },
  })
  for (let at = 0; at < 24; at++) {
    const [user_id, tracking_id] = [`person-${at % 8}`, `t-${at}`]
    scene.tick(at === 12 ? pauseDays * 24 * 60 : 0)
    const asked = { template_id: 'welcome', user_id, tracking_id }
    expect((await server.call('POST', `/api/generate/${scene.org}`, asked)).status).toBe(200)
    await scene.report({ event: 'email_sent', tracking_id, event_id: `${at} sent` })
    if (at % 3 === 0) await scene.report({ event: 'email_opened', tracking_id, event_id: `${at} opened` })
    if (at % 4 === 0) await scene.report({ event: 'purchase', user_id, value: 9, currency: 'USD' })
  }
  scene.tick()
  await processInbox(server)
}

const people = async () => (await learnedOf(server, scene.org))['people']
const amounts = () =>
  server.services.db.query({
    text: `select decision_id, person_bucket from message_amounts where org_id = (select id from orgs where slug = $1) order by 1`,
    values: [scene.org],
  })

it('the bucket is the same in SQL as in memory', async () => {
  const texts = fc.string({ unit: 'binary', maxLength: 20 }).filter(text => !text.includes('\0'))
  await fc.assert(
    fc.asyncProperty(texts, texts, async (template, unit) => {
      const [row] = await server.services.db.query<{ bucket: number }>({
        text: `select ${personBucket('d')} as bucket from (select null::smallint as person_bucket, $1::text as template_id, $2::text as user_key, 0 as id) d`,
        values: [template, unit],
      })
      expect(row?.bucket).toBe(personBucketOf(template, unit))
    }),
  )
})

it('a person is in one bucket, by month of the decisions', async () => {
  await play('internal_persistent', 31)
  const rows = (await people()) as { measure: string; month: string; counts: number[] }[]
  const sent = rows.filter(({ measure }) => measure === 'send')
  expect(new Set(sent.map(({ month }) => month)).size).toBe(2)
  const total = Array.from({ length: PERSON_BUCKETS }, (_, at) =>
    sent.reduce((sum, row) => sum + (row.counts[at] ?? 0), 0),
  )
  const buckets = Array.from({ length: 8 }, (_, at) => personBucketOf('welcome', `person-${at}`))
  for (const [bucket, messages] of total.entries())
    expect(messages).toBe(3 * buckets.filter(own => own === bucket).length)
  expect(rows.filter(({ measure }) => measure === 'decision').map(({ counts }) => counts)).toEqual(
    sent.map(({ counts }) => counts),
  )
})

it('a message is a unit of its own where messages are divided one by one', async () => {
  await play('internal_random')
  const rows = (await people()) as { measure: string; counts: number[] }[]
  const used = new Set(
    rows
      .filter(({ measure }) => measure === 'send')
      .flatMap(({ counts }) => counts.flatMap((own, at) => (own > 0 ? [at] : []))),
  )
  expect(used.size).toBeGreaterThan(12)
})

it('an erasure changes no sum, also of decisions from before the buckets', async () => {
  await play('internal_persistent')
  const { db } = server.services
  await db.query({ text: "update decisions set person_bucket = null where template_id = 'welcome'" })
  const before = await people()
  expect((await server.call('DELETE', `/api/v1/orgs/${scene.org}/people/person-3`)).status).toBe(200)
  expect(await rebuildAll(server, scene.org)).toBe(0)
  expect(await people()).toEqual(before)
})

it('a store in use is counted once, from before the buckets', async () => {
  await play('internal_persistent')
  const { db, catalog } = server.services
  const before = { people: await people(), amounts: await amounts() }
  await db.query({ text: 'delete from person_counts' })
  await db.query({ text: 'update decisions set person_bucket = null' })
  await db.query({ text: 'update message_amounts set person_bucket = null' })
  await db.query({
    text: 'insert into uncounted_people (org_id, template_id) select org_id, id from templates',
  })
  const now = new Date(scene.now)
  await countEarlierPeople(db, catalog.findById, now)
  expect({ people: await people(), amounts: await amounts() }).toEqual(before)
  await countEarlierPeople(db, catalog.findById, new Date(now.getTime() + DAY_MS))
  expect(await people()).toEqual(before.people)
})

it('recounting mends wrong numbers', async () => {
  await play('internal_persistent')
  const before = await people()
  const { db } = server.services
  await db.query({
    text: "update person_counts set counts[5] = counts[5] + 2 where measure = 'open' and arm = 'treatment'",
  })
  await db.query({ text: "delete from person_counts where measure = 'decision' and arm = 'control'" })
  expect(await rebuildAll(server, scene.org)).toBe(2)
  expect(await people()).toEqual(before)
})
