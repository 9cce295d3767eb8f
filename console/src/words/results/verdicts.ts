import type { Overview } from '../../../../src/features/overview/schema.ts'
import type { Gate } from '../../../../src/features/results/schema/comparison.ts'
import type { Results } from '../../../../src/features/results/schema.ts'
import { numberInWords, percentInWords } from '../numbers.ts'

export type Verdict = Results['verdict']
export type VerdictTone = 'positive' | 'negative' | 'warning' | 'plain'

interface Shown {
  readonly text: string
  readonly tone: VerdictTone
  readonly sign: string
}

export const VERDICT_WORDS: Readonly<Record<Verdict, Shown>> = {
  beats: { text: 'Beats control', tone: 'positive', sign: '▲' },
  behind: { text: 'Behind control', tone: 'negative', sign: '▼' },
  'no-clear-difference': { text: 'No clear difference', tone: 'plain', sign: '=' },
  collecting: { text: 'Collecting', tone: 'plain', sign: '◔' },
  'do-not-read': { text: 'Do not read yet', tone: 'warning', sign: '!' },
  'no-data': { text: 'Nobody asked yet', tone: 'plain', sign: '○' },
}

/** What a chip says besides its gate. */
export interface GateContext {
  /** The smaller group of the comparison. */
  readonly smaller: 'control' | 'the new wordings'
  /** Messages whose window is closed, as a share of all. */
  readonly maturedShare: number | null
}

const held = (text: string): Shown => ({ text, tone: 'positive', sign: '✓' })
const idle = (text: string): Shown => ({ text, tone: 'plain', sign: '○' })
const open = (text: string): Shown => ({ text, tone: 'warning', sign: '◔' })
const broken = (text: string): Shown => ({ text, tone: 'negative', sign: '!' })

const of = ({ have, need }: Gate): string => `${numberInWords(have ?? 0)} of ${numberInWords(need ?? 0)}`

const GATES: Readonly<Record<Gate['name'], (gate: Gate, context: GateContext) => Shown>> = {
  'enough-messages': (gate, { smaller }) =>
    gate.ok
      ? held(`Enough messages: ${numberInWords(gate.have ?? 0)} in ${smaller}`)
      : open(`Open: ${of(gate)} in ${smaller}`),
  'split-as-configured': ({ ok, have, need }) => {
    if (have === null) return idle('Split: nothing was divided yet')
    return ok
      ? held(`Split as set: ${percentInWords(have, 1)}`)
      : broken(`Split is off: ${percentInWords(have, 1)} instead of ${percentInWords(need ?? 0, 1)}`)
  },
  'tracking-alive': ({ ok, have }) => {
    if (!ok) return broken('Nothing is reported')
    return have === 0 ? idle('Nothing reported yet') : held('Tracking alive')
  },
  matured: ({ ok, need }, { maturedShare }) => {
    if (ok && need === 0) return idle('No message to wait for')
    const share = percentInWords(maturedShare ?? 0)
    return ok ? held(`${share} matured`) : open(`Open: ${share} matured`)
  },
  'money-counted': ({ ok, have }) =>
    ok
      ? held(`${percentInWords(have ?? 0)} of orders in the currency of the figures`)
      : broken(`Only ${percentInWords(have ?? 0)} of orders in the currency of the figures`),
  'same-time': gate =>
    gate.ok ? held('Compared over the same time') : open(`Open: ${of(gate)} since the newest began`),
  'ready-to-ship': ({ ok }) => (ok ? held('Ready to ship') : open('Not ready to ship')),
}

/** A gate as a chip: its figures in a few words. */
export const gateInWords = (gate: Gate, context: GateContext): Shown => GATES[gate.name](gate, context)

/** "The new wordings as a whole beat control in 3 of 5 live templates. One thing needs you." */
export function homeInWords({
  live,
  beating,
  needs_you,
}: Pick<Overview, 'live' | 'beating' | 'needs_you'>): string {
  const needs =
    needs_you.length === 0
      ? 'Nothing needs you.'
      : needs_you.length === 1
        ? 'One thing needs you.'
        : `${NUMBERS[needs_you.length] ?? numberInWords(needs_you.length)} things need you.`
  if (live === 0) return `No template is live. ${needs}`
  const templates = live === 1 ? '1 live template' : `${numberInWords(live)} live templates`
  return `The new wordings as a whole beat control in ${numberInWords(beating)} of ${templates}. ${needs}`
}

const NUMBERS: Readonly<Record<number, string>> = {
  ...{ 2: 'Two', 3: 'Three', 4: 'Four', 5: 'Five', 6: 'Six', 7: 'Seven', 8: 'Eight', 9: 'Nine' },
}
