import { whole } from './format.ts'
import { progressBar, wrap } from './screen.ts'
import type { Standing } from './standing.ts'
import { type Look, paint, renderTable } from './table.ts'
import type { Sent } from './traffic.ts'

export interface Moment {
  /** One sentence about the current state. */
  readonly sentence: string
  readonly elapsedSeconds: number
  readonly totalSeconds: number
  readonly sent: Sent
  readonly standings: readonly Standing[]
}

const BAR_WIDTH = 20

/** The complete display at one time. */
export function renderFrame(
  { sentence, elapsedSeconds, totalSeconds, sent, standings }: Moment,
  look: Look,
): readonly string[] {
  const seconds = `${Math.min(totalSeconds, Math.floor(elapsedSeconds))} of ${totalSeconds} s`
  const degraded = sent.degraded === 0 ? '' : ` (${whole(sent.degraded)} degraded)`
  const counts = `${whole(sent.messages)} messages${degraded}, ${whole(sent.reports)} reports`
  const [first = '', ...lines] = wrap(
    `Parley demo  ${progressBar(elapsedSeconds / totalSeconds, BAR_WIDTH)}  ${seconds} · ${counts}`,
    look.width,
  )
  return [
    '',
    paint(first, 'bold', look),
    ...lines,
    ...wrap(sentence, look.width),
    '',
    ...renderTable(standings, look),
  ]
}
