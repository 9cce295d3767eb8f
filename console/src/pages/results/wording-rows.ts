import type { Static } from 'typebox'
import type { Results } from '../../../../src/features/results/schema.ts'
import type { TemplateDetail } from '../../../../src/features/templates/schema.ts'
import { lettersOf } from '../../words/letters.ts'
import { ownOf } from '../../words/own.ts'
import { asInterval, type Interval } from '../../words/results/lift.ts'
import { metricValue } from '../../words/results/metrics.ts'

export type Template = Static<typeof TemplateDetail>
export type Wording = Results['variants'][number]

/** A wording as the table shows it. */
export interface WordingRow {
  readonly wording: Wording
  readonly letter: string
  /** The beginning of its text; empty while unknown. */
  readonly text: string
  readonly messages: number
  readonly rate: number | null
  /** Of the rate, with its estimate; null while there are too few messages. */
  readonly interval: Interval | null
  readonly estimate: number | null
}

/** Letters stay for life, so they come from all wordings of the template. */
export const lettersFor = (results: Results, template: Template | undefined): ReadonlyMap<string, string> =>
  lettersOf([...(template?.variants ?? []), ...results.variants.filter(({ id }) => !has(template, id))])

const has = (template: Template | undefined, id: string): boolean =>
  template?.variants.some(variant => variant.id === id) ?? false

// Fewer messages than the comparison needs give no bar.
const MESSAGES_MIN = 100

/** The wordings by their letters, control last. */
export function wordingRows(results: Results, template: Template | undefined): readonly WordingRow[] {
  const letters = lettersFor(results, template)
  const [variable = ''] = template?.variables ?? []
  return results.variants
    .map(wording => {
      const messages = wording[results.denominator]
      const shown = wording.compared ?? wording
      return {
        wording,
        letter: letters.get(wording.id) ?? '?',
        text: ownOf(template?.variants.find(({ id }) => id === wording.id)?.vars, variable) ?? '',
        messages,
        rate: metricValue(wording, results.lift.metric),
        interval: messages < MESSAGES_MIN ? null : asInterval(shown.interval),
        estimate: shown.estimate,
      }
    })
    .toSorted(
      (a, b) =>
        Number(a.wording.control) - Number(b.wording.control) ||
        a.letter.length - b.letter.length ||
        a.letter.localeCompare(b.letter),
    )
}
