import { csvLine } from '../../lib/csv.ts'
import type { Overview } from './schema.ts'

/** The templates as a table, one row each. Unknown values are empty cells. */
export const overviewCsvOf = ({ templates, range }: Pick<Overview, 'templates' | 'range'>): string =>
  [
    [
      ...['id', 'name', 'channel', 'sandbox', 'status', 'key_metric', 'platforms', 'range', 'messages'],
      ...['denominator', 'verdict', 'lift', 'interval_low', 'interval_high', 'chance_to_beat_control'],
      ...['ahead', 'ahead_lift', 'ahead_low', 'ahead_high'],
      ...['leader', 'leader_traffic', 'last_report_at', 'open_recommendations', 'updated_at'],
    ],
    ...templates.map(template => {
      const { figures, leader } = template
      const first = figures?.ahead[0]
      return [
        ...[template.id, template.name, template.channel, template.sandbox, template.status],
        ...[template.key_metric, template.platforms.join('; '), range, figures?.messages ?? null],
        ...[figures?.denominator ?? null, figures?.verdict ?? null, figures?.lift.relative ?? null],
        ...[figures?.lift.interval?.[0] ?? null, figures?.lift.interval?.[1] ?? null],
        figures?.lift.chance_to_beat_control ?? null,
        ...[first?.name ?? null, first?.relative ?? null],
        ...[first?.interval[0] ?? null, first?.interval[1] ?? null],
        ...[leader?.name ?? null, leader?.traffic ?? null],
        ...[template.last_report_at, template.open_recommendations, template.updated_at],
      ]
    }),
  ]
    .map(csvLine)
    .join('')
