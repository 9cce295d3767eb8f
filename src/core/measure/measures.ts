/**
 * A measure: something that can happen to a message and is counted. Facts, database columns, learning, guardrails,
 * results, time series, CSV and the API's schemas follow from this table: see CONTRIBUTING, "Add a metric".
 */
export interface Measure {
  /** The events that it counts: types of `EVENT_TYPES`, or `impression`. Several events of one message count once. */
  readonly events: readonly string[]
  /** Whose events it counts. Events of programs are counted apart from those of people. */
  readonly by: 'people' | 'machines' | 'anybody'
  /** The number of messages: the column of `variant_counts`, and the name in results. */
  readonly count: string
  /** Whether it happened: the column of `messages`. Absent if `moment` is enough. */
  readonly fact?: string
  /** When it first happened: the column of `messages`. If present, `cohort_counts` counts the measure by age. */
  readonly moment?: string
  /** The description of the count in the API. */
  readonly text: string
  /** The action of a person, as in "people unsubscribed". */
  readonly did?: string
  /** The name of its rate per message. */
  readonly rate?: string
  readonly better?: Better
  /** Whether its events come within a window, so that a recent message may still succeed. */
  readonly matures?: boolean
  /** Where the measure is used. All counts are in results. */
  readonly uses: readonly Use[]
}

/**
 * rate: in results and CSV. series: its count is in time series. key: templates may optimise it. guardrail: a high rate
 * blocks a variant.
 */
export type Use = 'rate' | 'series' | 'key' | 'guardrail'

/** Whether a higher or a lower figure is better. */
export type Better = 'higher' | 'lower'

// In the order of the columns in results.
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

/** The names of the measures that have a property, or a use. */
type Having<Key extends keyof Measure> = {
  [Name in MeasureName]: Table[Name] extends Readonly<Record<Key, unknown>> ? Name : never
}[MeasureName]
type Used<In extends Use> = {
  [Name in MeasureName]: In extends Table[Name]['uses'][number] ? Name : never
}[MeasureName]
type By<Whom extends Measure['by']> = {
  [Name in MeasureName]: Table[Name]['by'] extends Whom ? Name : never
}[MeasureName]

/** The thing that one event reports of its message. A refund changes its money and is in no measure. */
export type CountedEvent = Table[MeasureName]['events'][number] | 'refund'
/** The measures that `cohort_counts` counts by age. */
export type TimedMeasure = Having<'moment'>
/** The actions of people with a known moment. */
export type Success = TimedMeasure & By<'people'>
export type CountName = Table[MeasureName]['count']
export type RateName<In extends Use> = Extract<Table[Used<In>], { readonly rate: string }>['rate']
export type SeriesCount = Table[Used<'series'>]['count']
export type FactColumn = Table[Having<'fact'>]['fact']
export type MomentColumn = Table[TimedMeasure]['moment']

type Row<Name extends MeasureName> = { [Each in Name]: { readonly name: Each } & Table[Each] }[Name]

/** The rows of the table, in order, each with its name. */
export const ALL_MEASURES = Object.entries(MEASURES).map(([name, measure]) => ({
  name,
  ...measure,
})) as readonly Row<MeasureName>[]

const rowsWith = <Name extends MeasureName>(holds: (measure: Measure) => boolean) =>
  ALL_MEASURES.filter(holds) as readonly unknown[] as readonly Row<Name>[]

export const usedAs = <In extends Use>(use: In) => rowsWith<Used<In>>(({ uses }) => uses.includes(use))

/** The measures with a fact in `messages`. */
export const FACT_MEASURES = rowsWith<Having<'fact'>>(({ fact }) => fact !== undefined)
/** The measures with a moment in `messages`. */
export const TIMED_MEASURES = rowsWith<TimedMeasure>(({ moment }) => moment !== undefined)

export const COUNT_NAMES: readonly CountName[] = ALL_MEASURES.map(({ count }) => count)

const COUNTED_EVENTS: ReadonlySet<string> = new Set(ALL_MEASURES.flatMap(({ events }) => events))

/**
 * The thing that an event reports of its message; undefined if the event is stored and not counted.
 * @param type of `EVENT_TYPES`
 */
export function countedAs({
  type,
  subtype,
}: {
  readonly type: string
  readonly subtype: string | null
}): CountedEvent | undefined {
  // A click on the link to the preference centre is no response to the wording.
  if (type === 'click' && subtype === 'unsubscribe_page') return undefined
  if (type === 'custom') return 'conversion'
  if (type === 'refund') return 'refund'
  // Messages that are made when they are displayed, such as a product tour, have one event: an impression. It counts
  // as sent too.
  if (type === 'open' && subtype === 'impression') return 'impression'
  return COUNTED_EVENTS.has(type) ? (type as CountedEvent) : undefined
}
