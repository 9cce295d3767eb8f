import type { Results } from '../results/schema.ts'
import { chance, money, percent, signedPercent, whole } from './format.ts'
import { leaderOf, type Placed, type Standing, shownLift } from './standing.ts'

export interface Look {
  /** The width of the terminal, in columns. */
  readonly width: number
  readonly colour: boolean
}

interface Row extends Placed {
  readonly standing: Standing
}

interface Column {
  readonly title: string
  readonly width: number
  /** If there is no room, columns with a higher number are removed first. */
  readonly rank: number
  readonly cell: (row: Row) => string
}

const NAME_WIDTH = 21

/** Together with the name they fit into 80 columns, except the opens. */
const COLUMNS: readonly Column[] = [
  { title: 'traffic', width: 9, rank: 0, cell: row => shareCell(row) },
  { title: 'sends', width: 5, rank: 1, cell: ({ result }) => whole(result.sends) },
  { title: 'opens', width: 5, rank: 6, cell: ({ result }) => whole(result.opens) },
  { title: 'clicks', width: 6, rank: 5, cell: ({ result }) => whole(result.clicks) },
  { title: 'conv.', width: 5, rank: 3, cell: ({ result }) => whole(result.conversions) },
  {
    title: 'revenue',
    width: 7,
    rank: 4,
    cell: ({ standing, result }) => money(result.revenue, standing.results.currency),
  },
  { title: 'rate (95 %)', width: 14, rank: 0, cell: rateCell },
  { title: 'best?', width: 6, rank: 2, cell: bestCell },
]

interface Layout {
  readonly columns: readonly Column[]
  readonly gap: number
}

/** The results of all templates, one line for each variant. No line is wider than the terminal. */
export function renderTable(standings: readonly Standing[], look: Look): readonly string[] {
  const layout = layoutFor(look.width)
  const titles = layout.columns.map(({ title }) => title)
  return [
    paint(clip(line('variant', titles, layout), look.width), 'dim', look),
    ...standings.flatMap(standing => [
      paint(heading(standing, look.width), 'bold', look),
      ...standing.variants.map(placed => variantLine({ ...placed, standing }, layout, look)),
    ]),
  ]
}

/** As many columns as fit, always the most important ones, with space between them if possible. */
function layoutFor(width: number): Layout {
  const fits = ({ columns, gap }: Layout) =>
    columns.reduce((sum, column) => sum + gap + column.width, NAME_WIDTH) <= width
  const ranks = [...new Set(COLUMNS.map(({ rank }) => rank))].toSorted((left, right) => right - left)
  const choices = [Number.POSITIVE_INFINITY, ...ranks].map(limit =>
    COLUMNS.filter(({ rank }) => rank < limit),
  )
  const columns =
    choices.find(columns => fits({ columns, gap: 1 })) ?? COLUMNS.filter(({ rank }) => rank === 0)
  return [3, 2].map(gap => ({ columns, gap })).find(fits) ?? { columns, gap: 1 }
}

function heading({ template, results }: Standing, width: number): string {
  const title = `${template.id} · ${template.keyMetric.replaceAll('_', ' ')}`
  const full = `${title} · ${template.sentBy} · ${liftOf(results)}`
  return clip(full.length <= width ? full : `${title} · ${liftOf(results)}`, width)
}

function liftOf(results: Results): string {
  const lift = shownLift(results)
  if (lift === undefined) return 'lift: not enough messages yet'
  return `lift ${signedPercent(lift.relative)} (${signedPercent(lift.low)} to ${signedPercent(lift.high)})`
}

function variantLine(row: Row, layout: Layout, look: Look): string {
  const cells = layout.columns.map(({ cell }) => cell(row))
  const text = clip(line(`  ${row.result.name}`, cells, layout), look.width)
  if (row.result.control) return paint(text, 'dim', look)
  return row.result.id === leaderOf(row.standing).result.id ? paint(text, 'green', look) : text
}

function line(name: string, cells: readonly string[], { columns, gap }: Layout): string {
  const padded = cells.map((cell, at) => cell.padStart((columns[at]?.width ?? 0) + gap))
  return `${clip(name, NAME_WIDTH).padEnd(NAME_WIDTH)}${padded.join('')}`
}

/** The share of all people at the beginning and now. */
const shareCell = ({ share, evenShare }: Row): string =>
  `${evenShare === null ? '–' : Math.round(100 * evenShare)} → ${percent(share)}`

function rateCell({ standing, result }: Row): string {
  const [low, high] = result.interval ?? []
  if (low === undefined || high === undefined) return '–'
  return `${percent(result[standing.template.keyMetric], 1)} (${(100 * low).toFixed(0)}–${(100 * high).toFixed(0)})`
}

const SENDS_TO_JUDGE = 20

/** The probabilities are among variants with messages. They mean little before all variants have some. */
function bestCell({ standing, result }: Row): string {
  const isEarly = standing.variants.some(({ result: { sends } }) => sends < SENDS_TO_JUDGE)
  return isEarly ? '–' : chance(result.chance_to_be_best)
}

/** The text, cut to this width. */
export const clip = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`

const CODES = { bold: '1', dim: '2', green: '32' } as const

export const paint = (text: string, style: keyof typeof CODES, { colour }: Look): string =>
  colour ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text
