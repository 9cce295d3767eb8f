import type { Results } from '../../../../src/features/results/schema.ts'
import { numberInWords, percentInWords } from '../numbers.ts'
import { momentInWords } from '../time.ts'

type Segments = NonNullable<Results['segments']>
type Theme = Results['themes'][number]

/** What a row of a division is called. */
export const segmentName = ({ kind, value }: Segments['rows'][number]): string =>
  kind === 'value' ? (value ?? '–') : kind === 'others' ? 'All other values' : 'No value'

export const themeName = ({ kind, theme }: Theme): string =>
  kind === 'theme' ? (theme ?? '–') : kind === 'others' ? 'Smaller themes' : 'No theme'

const together = (level: number, rows: number): string =>
  rows === 1
    ? `The interval holds at every look, with ${percentInWords(level)}.`
    : `The intervals hold at every look and for all ${numberInWords(rows)} rows together: with ${percentInWords(level)}, none is ever wrong.`

/** What the table of an attribute rests on. @param zone of the moments */
export function segmentsSentence(
  { level, rows, has_overlap, covers }: Pick<Segments, 'level' | 'rows' | 'has_overlap' | 'covers'>,
  zone: string,
): string {
  return [
    'New wordings against control among the messages of each row.',
    together(level, rows.length),
    'Every other attribute that you look at has its own error.',
    ...(has_overlap ? ['A message with several values is in several rows.'] : []),
    ...(covers.from === null
      ? []
      : [
          `Counted are the newest ${numberInWords(covers.decisions)} choices, since ${momentInWords(covers.from, zone, 'minute')}.`,
        ]),
  ].join(' ')
}

/** What the table of themes rests on. */
export const themesSentence = ({ level, themes }: Pick<Results, 'level' | 'themes'>): string =>
  `The mean of a theme’s wordings over the time in which both sides could be chosen. ${together(level, 2 * themes.length).replace('rows', 'comparisons')} Give themes before you see results.`
