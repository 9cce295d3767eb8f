/**
 * What is counted of a message: one row for each thing that can happen to it. Facts, the columns of the database, learning,
 * guardrails, results, time series, CSV and the API's schemas follow from this table: see CONTRIBUTING, "Add a metric".
 */
export interface Measure {
  /** The kinds of event that it is made of: types of `EVENT_TYPES`, or `impression`. However often one is reported, it counts once. */
  readonly events: readonly string[]
  /** Whose events: what a program does is counted apart from what a person does. */
  readonly by: 'people' | 'machines' | 'anybody'
  /** How many messages: the column of `variant_counts`, and the name in results. */
  readonly count: string
  /** Whether it happened: the column of `messages`. Absent where the moment tells. */
  readonly fact?: string
  /** When it first happened: the column of `messages`. With it, `cohort_counts` counts the measure by its age. */
  readonly moment?: string
  /** The count, in the API's words. */
  readonly text: string
  /** What a person did, as in "people unsubscribed". */
  readonly did?: string
  /** The name of its share of messages. */
  readonly rate?: string
  readonly better?: Better
  /** Whether its events come within a window, so that a recent message may still succeed. */
  readonly matures?: boolean
  /** Where it is used: all counts stand in results. */
  readonly uses: readonly Use[]
}

/** rate: in results and CSV. series: its count is in time series. key: templates may optimise it. guardrail: too much of it blocks a variant. */
export type Use = 'rate' | 'series' | 'key' | 'guardrail'

/** Which of two figures of a metric is the better one. */
export type Better = 'higher' | 'lower'

// In the order in which results show them.
export const MEASURES = {
  send: {
    events: ['send', 'impression'],
    by: 'anybody',
    count: 'sends',
    moment: 'sent_at',
    text: 'Messages that the platform reported as sent.',
    uses: ['series'],
  },
  delivery: {
    events: ['delivery'],
    by: 'people',
    count: 'deliveries',
    fact: 'delivered',
    text: 'Messages delivered.',
    uses: [],
  },
  open: {
    events: ['open', 'impression'],
    by: 'people',
    count: 'opens',
    fact: 'opened',
    moment: 'opened_at',
    text: 'Messages opened by a person.',
    did: 'opened',
    rate: 'open_rate',
    better: 'higher',
    matures: false,
    uses: ['rate', 'series', 'key'],
  },
  machine_open: {
    events: ['open', 'impression'],
    by: 'machines',
    count: 'machine_opens',
    fact: 'machine_opened',
    moment: 'machine_opened_at',
    text: 'Messages opened by a program. In no rate.',
    uses: [],
  },
  click: {
    events: ['click'],
    by: 'people',
    count: 'clicks',
    fact: 'clicked',
    moment: 'clicked_at',
    text: 'Messages clicked by a person.',
    did: 'clicked',
    rate: 'click_rate',
    better: 'higher',
    matures: false,
    uses: ['rate', 'series', 'key'],
  },
  machine_click: {
    events: ['click'],
    by: 'machines',
    count: 'machine_clicks',
    fact: 'machine_clicked',
    moment: 'machine_clicked_at',
    text: 'Messages clicked by a program. In no rate.',
    uses: [],
  },
  conversion: {
    events: ['conversion'],
    by: 'people',
    count: 'conversions',
    fact: 'converted',
    moment: 'converted_at',
    text: 'Messages with at least one conversion within the window.',
    did: 'converted',
    rate: 'conversion_rate',
    better: 'higher',
    matures: true,
    uses: ['rate', 'series', 'key'],
  },
  unsubscribe: {
    events: ['unsubscribe'],
    by: 'people',
    count: 'unsubscribes',
    fact: 'unsubscribed',
    moment: 'unsubscribed_at',
    text: 'Messages unsubscribed from.',
    did: 'unsubscribed',
    rate: 'unsubscribe_rate',
    better: 'lower',
    matures: false,
    uses: ['rate', 'series', 'key', 'guardrail'],
  },
  bounce: {
    events: ['bounce'],
    by: 'people',
    count: 'bounces',
    fact: 'bounced',
    text: 'Messages bounced.',
    uses: [],
  },
  complaint: {
    events: ['complaint'],
    by: 'people',
    count: 'complaints',
    fact: 'complained',
    moment: 'complained_at',
    text: 'Messages complained about.',
    did: 'complained',
    rate: 'complaint_rate',
    better: 'lower',
    matures: false,
    uses: ['guardrail'],
  },
} as const satisfies Readonly<Record<string, Measure>>

type Table = typeof MEASURES
export type MeasureName = keyof Table

/** The names of the measures that have something, or are used in some way. */
type Having<Key extends keyof Measure> = {
  [Name in MeasureName]: Table[Name] extends Readonly<Record<Key, unknown>> ? Name : never
}[MeasureName]
type Used<In extends Use> = {
  [Name in MeasureName]: In extends Table[Name]['uses'][number] ? Name : never
}[MeasureName]
type By<Whom extends Measure['by']> = {
  [Name in MeasureName]: Table[Name]['by'] extends Whom ? Name : never
}[MeasureName]

/** What one event adds to a message. */
export type CountedEvent = Table[MeasureName]['events'][number]
/** Counted in `cohort_counts`, by age. */
export type TimedMeasure = Having<'moment'>
/** What a person can do about a message, and when is known. */
export type Success = TimedMeasure & By<'people'>
export type CountName = Table[MeasureName]['count']
export type RateName<In extends Use> = Extract<Table[Used<In>], { readonly rate: string }>['rate']
export type SeriesCount = Table[Used<'series'>]['count']
export type FactColumn = Table[Having<'fact'>]['fact']
export type MomentColumn = Table[TimedMeasure]['moment']

type Row<Name extends MeasureName> = { [Each in Name]: { readonly name: Each } & Table[Each] }[Name]

/** The table as rows, in its order; each with its name. */
export const ALL_MEASURES = Object.entries(MEASURES).map(([name, measure]) => ({
  name,
  ...measure,
})) as readonly Row<MeasureName>[]

const rowsWith = <Name extends MeasureName>(holds: (measure: Measure) => boolean) =>
  ALL_MEASURES.filter(holds) as readonly unknown[] as readonly Row<Name>[]

export const usedAs = <In extends Use>(use: In) => rowsWith<Used<In>>(({ uses }) => uses.includes(use))

/** Those of which `messages` keeps whether they happened. */
export const FACT_MEASURES = rowsWith<Having<'fact'>>(({ fact }) => fact !== undefined)
/** Those of which `messages` keeps when they first happened. */
export const TIMED_MEASURES = rowsWith<TimedMeasure>(({ moment }) => moment !== undefined)

export const COUNT_NAMES: readonly CountName[] = ALL_MEASURES.map(({ count }) => count)

const COUNTED_EVENTS: ReadonlySet<string> = new Set(ALL_MEASURES.flatMap(({ events }) => events))

/**
 * What an event adds to its message, or undefined when it is only noted.
 * @param type of `EVENT_TYPES`
 */
export function countedAs({
  type,
  subtype,
}: {
  readonly type: string
  readonly subtype: string | null
}): CountedEvent | undefined {
  // A click on the preference centre's link says nothing about the wording.
  if (type === 'click' && subtype === 'unsubscribe_page') return undefined
  if (type === 'custom') return 'conversion'
  // What is made where it is seen, such as a product tour, is reported once: as seen. It counts as sent, too.
  if (type === 'open' && subtype === 'impression') return 'impression'
  return COUNTED_EVENTS.has(type) ? (type as CountedEvent) : undefined
}
