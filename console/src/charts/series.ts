export interface SeriesStyle {
  readonly colour: string
  readonly tint: string
  /** As `stroke-dasharray`; undefined for a solid line. */
  readonly dash: string | undefined
}

const DASHES = ['6 3', undefined, '8 2', '2 2', '10 3 2 3', '4 2 1 2'] as const
const COLOURS = 5

/** The look of a wording by its letter, for life: `=` is control. From F on all are grey, with their names beside them. */
export function seriesOf(letter: string): SeriesStyle {
  const place = letter === '=' ? 0 : letter.length === 1 ? letter.charCodeAt(0) - 64 : COLOURS + 1
  const at = place <= COLOURS ? place : 0
  return { colour: `var(--c${at})`, tint: `var(--t${at})`, dash: place <= COLOURS ? DASHES[at] : '1 3' }
}

/**
 * Moves labels apart so that no two are closer than a gap, in their order, and within the limits where they fit.
 * @param wanted places, in any order
 */
export function pushApart(
  wanted: readonly number[],
  gap: number,
  limits: readonly [number, number],
): number[] {
  const order = wanted.map((y, at) => ({ y, at })).toSorted((a, b) => a.y - b.y)
  const placed: number[] = []
  for (const { y } of order)
    placed.push(Math.max(y, limits[0], (placed.at(-1) ?? Number.NEGATIVE_INFINITY) + gap))
  let below = limits[1]
  for (let at = placed.length - 1; at >= 0; at--) {
    placed[at] = Math.min(placed[at] ?? 0, below)
    below = (placed[at] ?? 0) - gap
  }
  const result: number[] = []
  for (const [place, { at }] of order.entries()) result[at] = placed[place] ?? 0
  return result
}

/** The width of a letter of a label: 12 px high and bold, in the widest of the usual fonts. */
const LETTER_WIDTH = 7.6
/** Between the picture and a label, and after it. */
const LABEL_GAP = 10
/** A label may take this share of a chart. */
const LABEL_SHARE = 0.38

/** The room right of a chart for its labels, in pixels: as much as the longest needs, up to two fifths of the width. */
export const labelRoom = (width: number, labels: readonly string[]): number =>
  Math.min(LABEL_SHARE * width, LABEL_GAP + LETTER_WIDTH * Math.max(0, ...labels.map(({ length }) => length)))

/** A label, cut where it would leave its room. */
export function fitLabel(label: string, room: number): string {
  const letters = Math.floor((room - LABEL_GAP) / LETTER_WIDTH)
  return label.length > letters ? `${label.slice(0, Math.max(1, letters - 1)).trimEnd()}…` : label
}
