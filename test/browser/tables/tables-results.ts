import type { Diagnostics } from '../../../src/features/diagnostics/schema.ts'
import type { Overview } from '../../../src/features/overview/schema.ts'
import type { Results } from '../../../src/features/results/schema.ts'
import type { Series } from '../../../src/features/results/series/series-schema.ts'
import {
  type Answers,
  type CsvFile,
  type CsvRecord,
  type Described,
  figure,
  moment,
  type Row,
} from './table-kinds.ts'

const AT = '/templates/welcome-email'
// Fewer messages than this get no interval.
const MESSAGES_MIN = 100

const READ = ['beats', 'behind', 'no-clear-difference']

function wholeOf(figures: Overview['templates'][number]['figures']) {
  if (figures === null) return null
  const { verdict, progress, lift } = figures
  if (READ.includes(verdict)) return [lift.relative, ...(lift.interval ?? [])]
  return verdict === 'collecting' && progress.have < progress.need ? [progress.have, progress.need] : null
}

/** An interval wider than 200 points is not shown. */
const aheadOf = (first: { readonly relative: number; readonly interval: readonly number[] } | undefined) => {
  const [low = 0, high = 9] = first?.interval ?? []
  return first === undefined || high - low > 2 ? null : [first.relative, low, high]
}

const templatesOf = (range: string, live: boolean) => (answers: Answers) =>
  answers<Overview>(`/overview?range=${range}`)
    .templates.filter(({ status }) => !live || status === 'active')
    .map(({ name, figures, last_report_at, updated_at }) => {
      const isRead = figures && READ.includes(figures.verdict)
      return {
        key: name,
        cells: {
          Messages: figures?.messages ?? null,
          'All new wordings against control, 95 % interval': wholeOf(figures),
          Verdict: isRead ? aheadOf(figures.ahead[0]) : null,
          'Last report': moment(last_report_at),
          ...(!live && { 'Last change': moment(updated_at) }),
        },
      }
    })

const aheadIn = (record: CsvRecord) => ({
  relative: Number(record['ahead_lift']),
  interval: [Number(record['ahead_low']), Number(record['ahead_high'])],
})

const overviewCsv = (range: string, live: boolean): CsvFile => ({
  path: `/overview.csv?range=${range}`,
  rows: records =>
    records
      .filter(({ status }) => !live || status === 'active')
      .map(({ name = '', messages, last_report_at, verdict = '', ...record }) => ({
        key: name,
        cells: {
          Messages: figure(messages),
          Verdict: READ.includes(verdict) && record['ahead'] ? aheadOf(aheadIn(record)) : null,
          'Last report': moment(last_report_at),
        },
      })),
})

const guardrails = (answers: Answers): readonly Row[] =>
  answers<Diagnostics>(`${AT}/diagnostics`).guardrails.map(
    ({ name, messages, count, rate, control_rate }) => ({
      cells: {
        Wording: name,
        Messages: messages,
        'Messages with it': count,
        Value: rate,
        'In control': control_rate,
      },
    }),
  )

interface Share {
  readonly at: string
  readonly id: string
  readonly value: number | null
}

/** A row for each moment, a column for each wording. @param head title of the column of moments */
function byWording(shares: readonly Share[], answers: Answers): readonly Row[] {
  const { variants } = answers<Results>(`${AT}/results?range=all`)
  const drawn = variants.filter(({ id }) => shares.some(share => share.id === id && (share.value ?? 0) > 0))
  return [...new Set(shares.map(({ at }) => at))].map(at => ({
    cells: Object.fromEntries(
      drawn.map(({ id, name }) => [
        name,
        shares.find(each => each.at === at && each.id === id)?.value ?? null,
      ]),
    ),
  }))
}

const SEGMENTS = new RegExp(`${AT}/results\\?.*segment=`)
const LIFT = 'Lift against control'
const OTHERS_LIFT = 'Lift over the other wordings'

/** An interval wider than 200 points is not shown. */
const liftCell = ({
  relative,
  interval,
}: Pick<Results['themes'][number]['lift'], 'relative' | 'interval'>) => {
  const [low = 0, high = 9] = interval ?? []
  return high - low > 2 ? null : [relative, low, high]
}

const liftIn = (record: CsvRecord, name: string) => {
  const [relative = null, low = null, high = null] = ['', '_low', '_high'].map(end =>
    figure(record[`${name}${end}`]),
  )
  return { relative, interval: low === null || high === null ? null : [low, high] }
}

const SERIES = new RegExp(`${AT}/results/timeseries`)
/** Only moments at which a wording has no share say 0, not a dash. */
const orZero = (rows: readonly Row[]): readonly Row[] =>
  rows.map(({ cells }) => ({
    cells: Object.fromEntries(Object.entries(cells).map(([name, value]) => [name, value ?? 0])),
  }))

/** What stands in need of a look comes first on the page; the API has its gates in this order. */
const CHECKS = [
  ...['Enough messages', 'Split as configured', 'Tracking alive', 'Windows closed'],
  ...['Compared over the same time', 'Ready to ship', 'Guardrails', 'Wordings that nobody clicked'],
  ...['Messages without a report', 'Reports without a message', 'Names without a meaning'],
  ...['Conversions outside the window', 'Drift'],
]

export const RESULTS: readonly Described[] = [
  {
    ...{
      place: 'home',
      caption: 'Live templates',
      rows: templatesOf('30d', true),
      csv: overviewCsv('30d', true),
    },
    outward: ['All new wordings against control, 95 % interval', 'Verdict'],
  },
  {
    ...{ place: 'templates', caption: 'Templates', rows: templatesOf('all', false) },
    csv: overviewCsv('all', false),
    outward: ['All new wordings against control, 95 % interval', 'Verdict'],
  },
  {
    ...{ place: 'results', caption: 'Wordings' },
    rows: answers =>
      answers<Results>(`${AT}/results?range=all`).variants.map(variant => {
        const { interval, estimate } = variant.compared ?? variant
        return {
          key: variant.name,
          cells: {
            'Messages sent': variant.sends,
            Clicked: variant.click_rate,
            'Estimate, 95 % interval':
              variant.sends < MESSAGES_MIN || !interval
                ? null
                : [estimate, interval[0] ?? 0, interval[1] ?? 0],
            [LIFT]: liftCell({
              relative: variant.lift?.relative ?? null,
              interval: variant.lift?.interval ?? null,
            }),
            'Beats control': variant.chance_to_beat_control,
            'Best of all': variant.chance_to_be_best,
            'Traffic now': variant.traffic,
          },
        }
      }),
    csv: {
      path: `${AT}/results.csv?range=all`,
      rows: records =>
        records.map(({ name = '', ...record }) => ({
          key: name,
          cells: {
            'Messages sent': figure(record['sends']),
            Clicked: figure(record['click_rate']),
            [LIFT]: liftCell(liftIn(record, 'lift')),
            'Beats control': figure(record['chance_to_beat_control']),
            'Best of all': figure(record['chance_to_be_best']),
            'Traffic now': figure(record['traffic']),
          },
        })),
    },
    outward: [LIFT],
  },
  {
    ...{ place: 'results', caption: 'Lift so far, with its 95 % interval' },
    rows: answers =>
      answers<Series>(SERIES).lift.map(({ relative, interval, maturing_share }) => ({
        cells: {
          Lift: relative,
          From: interval?.[0] ?? null,
          To: interval?.[1] ?? null,
          Maturing: maturing_share,
        },
      })),
    csv: {
      path: `${AT}/timeseries.csv?range=all&table=lift`,
      rows: records =>
        records.map(({ relative, interval_low, interval_high, maturing_share }) => ({
          cells: {
            ...{ Lift: figure(relative), From: figure(interval_low), To: figure(interval_high) },
            Maturing: figure(maturing_share),
          },
        })),
    },
  },
  {
    ...{ place: 'results', caption: 'Where traffic went' },
    rows: answers =>
      orZero(
        byWording(
          answers<Series>(SERIES).allocations.flatMap(({ at, weights, traffic }) =>
            Object.entries(traffic ?? weights).map(([id, value]) => ({ at, id, value })),
          ),
          answers,
        ),
      ),
    csv: {
      path: `${AT}/timeseries.csv?range=all&table=traffic`,
      rows: (records, answers) =>
        orZero(
          byWording(
            records.map(({ at = '', id = '', traffic }) => ({ at, id, value: figure(traffic) })),
            answers,
          ),
        ),
    },
  },
  {
    ...{ place: 'results', caption: 'Clicked day by day' },
    rows: answers =>
      byWording(
        answers<Series>(SERIES).buckets.flatMap(({ at, variants }) =>
          variants.map(({ id, rate }) => ({ at, id, value: rate })),
        ),
        answers,
      ),
    csv: {
      path: `${AT}/timeseries.csv?range=all&table=rates&timezone=Europe%2FBerlin`,
      rows: (records, answers) =>
        byWording(
          records.map(({ at = '', id = '', rate }) => ({ at, id, value: figure(rate) })),
          answers,
        ),
    },
  },
  {
    ...{ place: 'results', caption: 'By attribute' },
    rows: answers =>
      (answers<Results>(SEGMENTS).segments?.rows ?? []).map(({ value, control, treatment, lift }) => ({
        cells: {
          Messages: control.messages + treatment.messages,
          'New wordings': treatment.value,
          Control: control.value,
          [LIFT]: liftCell(lift),
        },
        ...(value !== null && { key: value }),
      })),
    csv: {
      path: asked => asked(SEGMENTS).replace('/results?', '/results.csv?table=segments&'),
      rows: records =>
        records.map(record => ({
          cells: {
            Messages: Number(record['control_messages']) + Number(record['treatment_messages']),
            'New wordings': figure(record['treatment_value']),
            Control: figure(record['control_value']),
            [LIFT]: liftCell(liftIn(record, 'lift')),
          },
        })),
    },
    outward: [LIFT],
  },
  {
    ...{ place: 'results', caption: 'By theme' },
    rows: answers =>
      answers<Results>(`${AT}/results?range=all`).themes.map(
        ({ theme, lift, lift_over_others, ...figures }) => ({
          cells: {
            Wordings: figures.wordings,
            Messages: figures.messages,
            'Of their messages': figures.value,
            [LIFT]: liftCell(lift),
            [OTHERS_LIFT]: liftCell(lift_over_others),
          },
          ...(theme !== null && { key: theme }),
        }),
      ),
    csv: {
      path: `${AT}/results.csv?range=all&table=themes`,
      rows: records =>
        records.map(record => ({
          cells: {
            Wordings: figure(record['wordings']),
            Messages: figure(record['messages']),
            'Of their messages': figure(record['value']),
            [LIFT]: liftCell(liftIn(record, 'lift')),
            [OTHERS_LIFT]: liftCell(liftIn(record, 'lift_over_others')),
          },
        })),
    },
    outward: [LIFT, OTHERS_LIFT],
  },
  { place: 'results', caption: 'Guardrails', rows: guardrails },
  { place: 'diagnostics', caption: 'Guardrails', rows: guardrails },
  {
    ...{ place: 'diagnostics', caption: 'Checks' },
    rows: answers => {
      const found = answers<Diagnostics>(`${AT}/diagnostics`)
      const { events, unmatched, outside_window } = found.reports
      return [
        ...found.gates.map(({ have, need }) =>
          have === null ? null : [have, ...(need === null ? [] : [need])],
        ),
        new Set(found.guardrails.filter(({ blocked }) => blocked).map(({ name }) => name)).size,
        found.never_clicked.length,
        found.unreported.share,
        events === 0 ? null : unmatched / events,
        found.unmapped.count,
        outside_window,
        null,
      ].map((shown, at) => ({ key: CHECKS[at] ?? '', cells: { Figure: shown } }))
    },
  },
  {
    ...{ place: 'diagnostics', caption: 'How long people take' },
    rows: answers =>
      answers<Diagnostics>(`${AT}/diagnostics`).delay.points.map(({ days, share }) => ({
        cells: { Days: days, Share: share },
      })),
  },
]
