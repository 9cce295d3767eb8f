import type { Cell } from '../../../lib/csv.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import { csvOf, tableOf } from '../csv.ts'
import type { ResultsCsvQuery } from '../schema/query.ts'
import type { Results } from '../schema.ts'
import type { PartFigures, PartLift, Segments } from './segment-schema.ts'

export function segmentMissing(): Problem {
  const message = 'The table of segments needs the name of an attribute in segment.'
  return new Problem('invalid-request', message, [{ field: '/segment', message: 'is missing' }])
}

/** The results as a table. Unknown values are empty cells. */
export function resultsCsvOf(results: Results, table: ResultsCsvQuery['table']): string {
  if (table === 'themes') return themesCsv(results)
  return table === 'segments' && results.segments ? segmentsCsv(results.segments) : csvOf(results)
}

const FIGURES = ['decisions', 'messages', 'total', 'value'] as const
const figuresOf = (figures: PartFigures): readonly Cell[] => FIGURES.map(name => figures[name])
const liftOf = ({ relative, interval, verdict }: PartLift): readonly Cell[] => [
  ...[relative, interval?.[0] ?? null, interval?.[1] ?? null, verdict],
]
const liftColumns = (name: string) => [name, `${name}_low`, `${name}_high`, `${name}_verdict`]
const figureColumns = (of: string) => FIGURES.map(name => `${of}_${name}`)

const segmentsCsv = ({ attribute, rows }: Segments): string =>
  tableOf(
    [
      'attribute',
      'kind',
      'value',
      ...figureColumns('control'),
      ...figureColumns('treatment'),
      ...liftColumns('lift'),
    ],
    rows.map(({ kind, value, control, treatment, lift }) => [
      ...[attribute, kind, value],
      ...[...figuresOf(control), ...figuresOf(treatment), ...liftOf(lift)],
    ]),
  )

const themesCsv = ({ themes }: Results): string =>
  tableOf(
    ['kind', 'theme', 'wordings', ...FIGURES, ...liftColumns('lift'), ...liftColumns('lift_over_others')],
    themes.map(({ kind, theme, wordings, lift, lift_over_others, ...figures }) => [
      ...[kind, theme, wordings],
      ...[...figuresOf(figures), ...liftOf(lift), ...liftOf(lift_over_others)],
    ]),
  )
