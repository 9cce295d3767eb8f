import type { Results, VariantResult } from '../results/schema.ts'
import { chance, money, percent, signedPercent, whole } from './format.ts'
import type { DemoTemplate } from './world.ts'

/** A template's results at the beginning, and now. */
export interface Standing {
  readonly template: DemoTemplate
  readonly before: Results
  readonly now: Results
}

export interface Look {
  /** Columns of the terminal. */
  readonly width: number
  readonly colour: boolean
}

interface Row {
  readonly standing: Standing
  readonly variant: VariantResult
}

interface Column {
  readonly title: string
  readonly width: number
  /** Columns of a higher number go first when there is no room. */
  readonly rank: number
  readonly cell: (row: Row) => string
}

const NAME_WIDTH = 21
const GAP = 2

const COLUMNS: readonly Column[] = [
  { title: 'traffic', width: 9, rank: 0, cell: shareCell },
  { title: 'sends', width: 6, rank: 1, cell: ({ variant }) => whole(variant.sends) },
  { title: 'opens', width: 6, rank: 4, cell: ({ variant }) => whole(variant.opens) },
  { title: 'clicks', width: 6, rank: 4, cell: ({ variant }) => whole(variant.clicks) },
  { title: 'conv.', width: 6, rank: 3, cell: ({ variant }) => whole(variant.conversions) },
  {
    title: 'revenue',
    width: 8,
    rank: 5,
    cell: ({ standing, variant }) => money(variant.revenue, standing.now.currency),
  },
  { title: 'key rate (95 %)', width: 21, rank: 0, cell: rateCell },
  { title: 'best?', width: 8, rank: 2, cell: ({ variant }) => chance(variant.chance_to_be_best) },
]

/** The results of all templates, one line a variant. No line is wider than the terminal. */
export function renderTable(standings: readonly Standing[], look: Look): readonly string[] {
  const columns = fitting(look.width)
  const titles = columns.map(({ title }) => title)
  return [
    paint(clip(line('variant', titles, columns), look.width), 'dim', look),
    ...standings.flatMap(standing => [
      paint(heading(standing, look.width), 'bold', look),
      ...standing.now.variants.map(variant => variantLine({ standing, variant }, columns, look)),
    ]),
  ]
}

/** As many columns as there is room for, the most important ones at any rate. */
function fitting(width: number): readonly Column[] {
  const widthOf = (columns: readonly Column[]) =>
    columns.reduce((sum, column) => sum + column.width + GAP, NAME_WIDTH + GAP)
  const ranks = [...new Set(COLUMNS.map(({ rank }) => rank))].toSorted((left, right) => right - left)
  const choices = [Number.POSITIVE_INFINITY, ...ranks].map(limit =>
    COLUMNS.filter(({ rank }) => rank < limit),
  )
  return choices.find(columns => widthOf(columns) <= width) ?? COLUMNS.filter(({ rank }) => rank === 0)
}

const METRIC_NAMES = {
  open_rate: 'open rate',
  click_rate: 'click rate',
  conversion_rate: 'conversion rate',
  unsubscribe_rate: 'unsubscribe rate',
}

function heading({ template, now }: Standing, width: number): string {
  const title = `${template.id} · ${METRIC_NAMES[template.keyMetric]}`
  const full = `${title} · ${template.sentBy} · ${liftOf(now)}`
  return clip(full.length <= width ? full : `${title} · ${liftOf(now)}`, width)
}

function liftOf({ lift }: Results): string {
  const [low, high] = lift.interval ?? []
  if (!lift.enough_data || lift.relative === null || low === undefined || high === undefined)
    return 'lift: not enough messages yet'
  return `lift ${signedPercent(lift.relative)} (${signedPercent(low)} to ${signedPercent(high)})`
}

function variantLine(row: Row, columns: readonly Column[], look: Look): string {
  const { name, control } = row.variant
  const text = clip(
    line(
      `  ${name}`,
      columns.map(({ cell }) => cell(row)),
      columns,
    ),
    look.width,
  )
  if (control) return paint(text, 'dim', look)
  return row.variant.id === leaderOf(row.standing).id ? paint(text, 'green', look) : text
}

function line(name: string, cells: readonly string[], columns: readonly Column[]): string {
  const padded = cells.map((cell, at) => cell.padStart((columns[at]?.width ?? 0) + GAP))
  return `${clip(name, NAME_WIDTH).padEnd(NAME_WIDTH)}${padded.join('')}`
}

/** The share of the treated people it got at first, and gets now; of the control, its share of all. */
function shareCell({ standing, variant }: Row): string {
  if (variant.control) {
    const { control, treatment } = standing.now
    const all = control.decisions + treatment.decisions
    return all === 0 ? '–' : percent(control.decisions / all)
  }
  return `${Math.round(100 * shareBefore(standing, variant.id))} → ${percent(variant.allocation)}`
}

function rateCell({ standing, variant }: Row): string {
  const [low, high] = variant.interval ?? []
  if (low === undefined || high === undefined) return '–'
  const rate = percent(variant[standing.template.keyMetric], 1)
  return `${rate} (${(100 * low).toFixed(1)}–${(100 * high).toFixed(1)})`
}

/** What share a variant had at the beginning. */
export const shareBefore = ({ before }: Standing, variantId: string): number =>
  before.variants.find(({ id }) => id === variantId)?.allocation ?? 0

/** The variant that gets the most traffic now. */
export function leaderOf({ now }: Standing): VariantResult {
  const treated = now.variants.filter(({ control }) => !control)
  const [leader] = treated.toSorted((left, right) => (right.allocation ?? 0) - (left.allocation ?? 0))
  if (leader === undefined) throw new Error(`${now.template.id} has no variant besides the control.`)
  return leader
}

export const clip = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`

const CODES = { bold: '1', dim: '2', green: '32' } as const

export const paint = (text: string, style: keyof typeof CODES, { colour }: Look): string =>
  colour ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text
