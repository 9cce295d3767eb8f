import { AGE_EDGES_MS } from '../../../src/core/measure/cohort.ts'
import { TIMED_MEASURES } from '../../../src/core/measure/measures.ts'
import { SPAN_MINUTES } from '../../../src/core/measure/spans.ts'
import type { DemoOrg } from '../../../src/features/demo/demo-org.ts'
import { type Planted, TEMPLATES } from '../../../src/features/demo/world.ts'
import { DAY_MS, MINUTE_MS } from '../../../src/lib/duration.ts'
import type { Database } from '../../../src/runtime/db/session.ts'
import {
  ADDING_COHORTS,
  COHORT_SUMS,
  fineSpan,
  sumsOfWeights,
} from '../../../src/runtime/db/sql/cohort-sql.ts'
import type { TestApp } from '../../app.ts'

/** What a template's messages do to people: rates of the control, and how much better each wording is. */
interface Crowd {
  readonly messagesADay: number
  readonly control: Planted
  readonly better: Readonly<Record<string, number>>
  /** The share of each wording's messages after which people unsubscribe, where it differs from the control's. */
  readonly unsubscribe?: Readonly<Record<string, number>>
}

/** One clear winner, one winner beside a wording that annoys people, and one template without a difference. */
const CROWDS: Readonly<Record<string, Crowd>> = {
  'welcome-email': {
    messagesADay: 640,
    control: { open: 0.46, click: 0.18, conversion: 0.03, unsubscribe: 0.004 },
    better: { 'Warm hello': 0.88, 'First bag on us': 1.35, 'Three steps': 0.75 },
  },
  'cart-reminder': {
    messagesADay: 700,
    control: { open: 0.5, click: 0.24, conversion: 0.17, unsubscribe: 0.005 },
    better: { 'Still thinking?': 0.8, 'Last chance': 0.95, 'Free delivery today': 1.36 },
    unsubscribe: { 'Last chance': 0.06 },
  },
  'price-alert': {
    messagesADay: 900,
    control: { open: 0.21, click: 0, conversion: 0.03, unsubscribe: 0 },
    better: { 'Names the item': 1, 'Names the saving': 1, 'For premium members': 1 },
  },
}

const WEEKEND_SHARE = 0.6

/** The rates of a wording. */
export function ratesOf(templateId: string, name: string): Planted | undefined {
  const crowd = CROWDS[templateId]
  const better = crowd?.better[name] ?? (isControl(templateId, name) ? 1 : undefined)
  if (!crowd || better === undefined) return undefined
  const { open, click, conversion, unsubscribe } = crowd.control
  return {
    open: open * better,
    click: click * better,
    conversion: conversion * better,
    unsubscribe: crowd.unsubscribe?.[name] ?? unsubscribe,
  }
}

const isControl = (templateId: string, name: string): boolean =>
  TEMPLATES.some(
    ({ id, variants }) => id === templateId && variants.some(each => each.name === name && each.control),
  )

interface Chosen {
  readonly id: string
  readonly name: string
  readonly control: boolean
  readonly weight: number | null
  /** Wordings for some people only, such as members, are not sent to the crowd. */
  readonly isForSome: boolean
}

/**
 * Adds the messages of the day before a moment, divided as the policy divides them, with what people did. They
 * are written at once, since as many requests would take minutes. Their senders' reports are counted, not stored.
 */
export async function addCrowd(
  { services: { db, catalog } }: TestApp,
  { slug }: DemoOrg,
  until: Date,
): Promise<void> {
  const { id: org = 0 } = catalog.known(slug) ?? {}
  for (const [templateId, { messagesADay }] of Object.entries(CROWDS)) {
    const isWeekend = [0, 6].includes(until.getUTCDay())
    const count = Math.round(messagesADay * (isWeekend ? WEEKEND_SHARE : 1))
    const from = new Date(until.getTime() - DAY_MS + 20 * MINUTE_MS)
    await addMessages(db, org, templateId, { from, until, count })
    await addSums(db, org, templateId, { from, until })
  }
}

interface Period {
  readonly from: Date
  readonly until: Date
}

async function addMessages(
  db: Database,
  org: number,
  templateId: string,
  { from, until, count }: Period & { readonly count: number },
): Promise<void> {
  const variants = await db.query<Chosen>({
    text: `select v.id, v.name, v.is_control as control, v.attrs <> '{}' as "isForSome", (a.weights ->> v.id::text)::float8 as weight
           from variants v left join lateral (select weights from allocations
             where (org_id, template_id) = (v.org_id, v.template_id) order by computed_at desc limit 1) a on true
           where v.org_id = $1 and v.template_id = $2 order by v.id`,
    values: [org, templateId],
  })
  const known = variants.flatMap(each => {
    const rates = ratesOf(templateId, each.name)
    return rates && !each.isForSome ? [{ ...each, rates }] : []
  })
  const weightOf = ({ control, weight }: Chosen) => (control ? 0 : (weight ?? 1))
  const total = known.reduce((sum, each) => sum + weightOf(each), 0)
  let end = 0
  const parts = known.map(each => {
    const share = each.control ? CONTROL_SHARE : ((1 - CONTROL_SHARE) * weightOf(each)) / total
    end += share
    return { ...each, share, from: end - share, until: end }
  })
  // The same in every store.
  const seed = (until.getUTCDate() * 7 + templateId.charCodeAt(0)) / 1_000
  await db.query({ text: 'select setseed($1::float8)', values: [seed] })
  await db.query({
    text: ADD_MESSAGES,
    values: [
      org,
      templateId,
      from,
      until,
      count,
      parts.map(({ id }) => id),
      parts.map(({ control }) => (control ? 'control' : 'treatment')),
      ...(['share', 'from', 'until'] as const).map(name => parts.map(part => part[name])),
      ...(['open', 'click', 'conversion', 'unsubscribe'] as const).map(name =>
        parts.map(({ rates }) => rates[name]),
      ),
    ],
  })
}

const CONTROL_SHARE = 0.2

// By day four times as many are sent as by night. Whoever clicks has opened.
const ADD_MESSAGES = `
  with moments as materialized (
    select date_trunc('milliseconds', $3::timestamptz + random() * ($4::timestamptz - $3::timestamptz)) as at, random() as keeps
    from generate_series(1, 2 * $5::int)
  ), drawn as materialized (
    select at, random() * 0.999999 as pick, random() as opens, random() as clicks, random() as converts, random() as leaves,
      md5(random()::text) as salt
    from moments where keeps < case when extract(hour from at) between 7 and 20 then 0.75 else 0.15 end
  ), sent as materialized (
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(salt, 1, 3) || '8' || substr(salt, 4, 15))::uuid as id,
      at, variant_id, arm, share, opens < open as opened, opens < open and clicks < click / open as clicked, converts < conversion as converted,
      leaves < unsubscribe as unsubscribed
    from drawn join unnest($6::uuid[], $7::text[], $8::float8[], $9::float8[], $10::float8[], $11::float8[], $12::float8[], $13::float8[], $14::float8[])
      as part (variant_id, arm, share, starts, ends, open, click, conversion, unsubscribe) on pick >= starts and pick < ends
  ), decided as (
    insert into decisions (org_id, id, decided_at, template_id, variant_id, arm, counted, reason, propensity, model_version, attrs)
    select $1::int, id, at, $2::text, variant_id, arm, true, case arm when 'control' then 'control-split' else 'bandit' end, share, 0,
      jsonb_build_object('plan', jsonb_build_array(case when substr(id::text, 36) < '5' then 'premium' else 'free' end)) from sent
  )
  insert into messages (org_id, decision_id, decided_at, template_id, variant_id, arm, sent_at, delivered, opened, machine_opened, clicked,
    machine_clicked, converted, unsubscribed, bounced, complained, revenue, responded_at, opened_at, clicked_at, converted_at, unsubscribed_at)
  select $1, id, at, $2, variant_id, arm, at, true, opened, false, clicked, false, converted, unsubscribed, false, false, '{}',
    case when opened then at + interval '9 minutes' end, case when opened then at + interval '9 minutes' end,
    case when clicked then at + interval '11 minutes' end, case when converted then at + interval '40 minutes' end,
    case when unsubscribed then at + interval '15 minutes' end
  from sent`

/** The sums by hour, which pages read. The crowd's messages have no person. */
async function addSums(
  db: Database,
  org: number,
  templateId: string,
  { from, until }: Period,
): Promise<void> {
  const values = [org, templateId, from, until]
  const crowd = `from messages where org_id = $1 and template_id = $2 and decided_at between $3 and $4 and user_key is null`
  await db.query({
    text: `insert into variant_counts as sums (org_id, template_id, variant_id, arm, hour, decisions, sends, deliveries, opens, clicks, conversions, unsubscribes)
           select $1, $2, variant_id, arm, date_trunc('hour', decided_at), count(*), count(*), count(*), count(opened_at), count(clicked_at),
             count(converted_at), count(unsubscribed_at) ${crowd} group by variant_id, arm, date_trunc('hour', decided_at)
           on conflict (org_id, template_id, variant_id, arm, hour) do update set decisions = sums.decisions + excluded.decisions,
             sends = sums.sends + excluded.sends, deliveries = sums.deliveries + excluded.deliveries, opens = sums.opens + excluded.opens,
             clicks = sums.clicks + excluded.clicks, conversions = sums.conversions + excluded.conversions,
             unsubscribes = sums.unsubscribes + excluded.unsubscribes`,
    values,
  })
  await db.query({
    text: `with sent as (select m.*, d.propensity from messages m
             join decisions d on (d.org_id, d.id, d.decided_at) = (m.org_id, m.decision_id, m.decided_at)
             where m.org_id = $1 and m.template_id = $2 and m.decided_at between $3 and $4 and m.user_key is null)
           insert into cohort_counts as sums (org_id, template_id, variant_id, arm, cell, is_even, starts_at, minutes, measure, age, ${COHORT_SUMS.join(', ')})
           select $1, $2, variant_id, arm, '', false, ${fineSpan('decided_at')}, ${SPAN_MINUTES.fine}, measure,
             case measure when 'decision' then 0 else greatest(width_bucket(extract(epoch from moment - decided_at) * 1000, $5::numeric[]) - 1, 0) end,
             count(*), ${sumsOfWeights('propensity')}
           from sent cross join lateral (values ('decision', decided_at), ${TIMED_MEASURES.map(({ name, moment }) => `('${name}', ${moment})`).join(', ')})
             as seen (measure, moment)
           where moment is not null group by 3, 4, 7, 9, 10 ${ADDING_COHORTS}`,
    values: [...values, AGE_EDGES_MS],
  })
  await db.query({
    text: `insert into choice_hours as known (org_id, hour, took_ms, choices)
           select $1, date_trunc('hour', decided_at), 2 + abs(hashtext(decision_id::text)) % 3, count(*) ${crowd} group by 2, 3
           on conflict (org_id, hour, took_ms) do update set choices = known.choices + excluded.choices`,
    values,
  })
  const reports = 'count(*) + count(opened_at) + count(clicked_at) + count(converted_at)'
  await db.query({
    text: `insert into event_hours as known (org_id, hour, events, counted, repeated)
           select $1, date_trunc('hour', decided_at), ${reports}, (${reports}) * 96 / 100, (${reports}) * 3 / 100 ${crowd} group by 2
           on conflict (org_id, hour) do update set events = known.events + excluded.events, counted = known.counted + excluded.counted,
             repeated = known.repeated + excluded.repeated`,
    values,
  })
  await db.query({
    text: `insert into platform_hours as known (org_id, platform, hour, received)
           select $1, $5, date_trunc('hour', decided_at), ${reports} ${crowd} group by 3
           on conflict (org_id, platform, hour) do update set received = known.received + excluded.received`,
    values: [...values, PLATFORMS[templateId]],
  })
  await db.query({
    text: `insert into count_versions as known (org_id, template_id, version, changed_at) values ($1, $2, 1, $3)
           on conflict (org_id, template_id) do update set version = known.version + 1, changed_at = excluded.changed_at`,
    values: [org, templateId, until],
  })
}

const PLATFORMS: Readonly<Record<string, string>> = {
  'welcome-email': 'cio',
  'cart-reminder': 'itbl',
  'price-alert': 'events',
}
