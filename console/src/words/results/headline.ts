import type { Results } from '../../../../src/features/results/schema.ts'
import { moneyInWords, numberInWords } from '../numbers.ts'
import { capInWords } from './amounts.ts'
import { asInterval, type Interval, liftWithInterval, rangeInWords, sizeWithInterval } from './lift.ts'
import { isAmount, metricValue, valueInWords, wordsOf } from './metrics.ts'

export type Wording = Results['variants'][number]
export type Read = Results

export interface Headline {
  /** The line of the grammar that fits. */
  readonly line: 'no-data' | 'do-not-read' | 'collecting' | 'wording' | 'pooled' | 'open'
  readonly say: string
  /** The second line; empty if there is nothing to add. */
  readonly more: string
}

/** An interval wider than this is never drawn and never in a headline: two hundred points. */
export const WIDEST = 2
export const isReadable = (interval: Interval | null): interval is Interval =>
  interval !== null && interval[1] - interval[0] <= WIDEST

/** The sentence of a results page: the first line of the grammar that fits. */
export function headlineOf(results: Read): Headline {
  const { lift, gates, denominator } = results
  const { control, treatment } = results
  if (control.decisions + treatment.decisions + control.sends + treatment.sends === 0) return nobody(results)
  const broken = gates.find(({ ok, name }) => !ok && MISLEADING.has(name))
  if (broken?.name === 'tracking-alive')
    return {
      line: 'do-not-read',
      say: 'Messages go out, but nobody reports what people do with them.',
      more: `${count(control[denominator] + treatment[denominator])} messages ${denominator === 'sends' ? 'were sent' : 'were asked for'}. Without reports there is nothing to compare.`,
    }
  if (broken)
    return { line: 'do-not-read', say: `Do not read this yet: ${lowerFirst(broken.detail)}`, more: '' }
  const interval = asInterval(lift.interval)
  if (!lift.enough_data || lift.relative === null || !isReadable(interval)) return collecting(results)
  return leading(results) ?? pooled(results, lift.relative, interval)
}

const MISLEADING: ReadonlySet<string> = new Set(['split-as-configured', 'tracking-alive', 'money-counted'])

const count = (value: number): string => numberInWords(value)
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

const nobody = ({ template }: Read): Headline => ({
  line: 'no-data',
  say:
    template.status === 'draft'
      ? 'This template is a draft: nobody gets its new wordings.'
      : 'Nobody has asked for this template yet.',
  more: '',
})

function collecting(results: Read): Headline {
  const { gates, lift, control, treatment, denominator } = results
  const gate = gates.find(({ name }) => name === 'enough-messages')
  const group = control[denominator] <= treatment[denominator] ? 'control' : 'the new wordings'
  const say =
    gate !== undefined && !gate.ok
      ? `Collecting: ${count(gate.have ?? 0)} of ${count(gate.need ?? 0)} messages in ${group}.`
      : lift.interval === null
        ? noInterval(results)
        : 'Collecting: too little is known to tell the wordings apart.'
  const hasBoth = Math.min(control[denominator], treatment[denominator]) > 0
  return { line: 'collecting', say, more: hasBoth ? against(treatment, results) : '' }
}

function noInterval({ lift, control, currency }: Read): string {
  const { noun } = wordsOf(lift.metric, control.metrics)
  if (lift.interval_missing === 'no-amounts') {
    const inCurrency = lift.metric === 'revenue' ? ` in ${currency}` : ''
    return `Collecting: no message has brought ${noun}${inCurrency} yet.`
  }
  if (lift.interval_missing === 'below-zero')
    return 'No comparison: refunds took more than one of the groups brought.'
  return `Collecting: control has too few ${noun} to compare with.`
}

/** Line 4: a wording that beats control by its own interval, if it leads. */
function leading(results: Read): Headline | undefined {
  const found = results.variants
    .filter(({ control, status }) => !control && status === 'approved')
    .toSorted((a, b) => (b.chance_to_be_best ?? 0) - (a.chance_to_be_best ?? 0))[0]
  const interval = asInterval(found?.lift?.interval)
  const relative = found?.lift?.relative
  if (!found?.lift?.beats_control || relative == null || !isReadable(interval)) return undefined
  return {
    line: 'wording',
    say: verdict(found.name, 'singular', results, relative, interval, null),
    more: `${against(found, results)} ${together(results)}`.trim(),
  }
}

function together({ lift }: Read): string {
  const interval = asInterval(lift.interval)
  if (lift.relative === null || interval === null) return ''
  return `All new wordings as a whole: ${liftWithInterval(lift.relative, interval)}.`
}

function pooled(results: Read, relative: number, interval: Interval): Headline {
  const { metric, absolute } = results.lift
  const { better } = wordsOf(metric, results.control.metrics)
  const more = against(results.treatment, results)
  if (sideOf(interval, better) === 'open')
    return { line: 'open', say: `No clear difference so far: ${rangeInWords(interval, better)}.`, more }
  const money =
    metric === 'revenue' && absolute !== null ? moneyInWords(Math.abs(absolute), results.currency) : null
  return {
    line: 'pooled',
    say: verdict('The new wordings as a whole', 'plural', results, relative, interval, money),
    more,
  }
}

function sideOf([low, high]: Interval, better: 'higher' | 'lower'): 'good' | 'bad' | 'open' {
  if (low > 0) return better === 'higher' ? 'good' : 'bad'
  if (high < 0) return better === 'higher' ? 'bad' : 'good'
  return 'open'
}

/** @param money the difference a message; null where the metric is no amount */
function verdict(
  who: string,
  number: 'singular' | 'plural',
  { lift, control }: Pick<Read, 'lift' | 'control'>,
  relative: number,
  interval: Interval,
  money: string | null,
): string {
  const { better, noun } = wordsOf(lift.metric, control.metrics)
  const isOne = number === 'singular'
  const size = sizeWithInterval(relative, interval)
  if (money !== null)
    return `${who} ${isOne ? 'earns' : 'earn'} ${money} ${relative > 0 ? 'more' : 'less'} a message than control: ${size}`
  if (better === 'lower')
    return `${who} ${isOne ? 'has' : 'have'} ${sizeWithInterval(relative, interval).replace(' (', ` ${relative < 0 ? 'fewer' : 'more'} ${noun} than control (`)}`
  if (relative > 0) return `${who} ${isOne ? 'beats' : 'beat'} control by ${size}`
  return `${who} ${isOne ? 'is' : 'are'} behind control by ${size}`
}

/** "6.95 % of its 20 930 messages were clicked, against 6.21 % of 8 412 with today’s wording." */
function against(figures: Wording | Read['treatment'], results: Read): string {
  const { control, denominator, currency, lift, matured } = results
  const { metric } = lift
  const say = (of: typeof figures) => valueInWords(metricValue(of, metric), metric, currency, control.metrics)
  const messages = (of: typeof figures) => count(of[denominator])
  const its = 'name' in figures ? 'its ' : ''
  const compared = isAmount(metric, control.metrics)
    ? `${say(figures)}${metric === 'revenue' ? '' : ` of “${wordsOf(metric, control.metrics).name}”`} a message over ${its}${messages(figures)} messages, against ${say(control)} over ${messages(control)} with today’s wording.`
    : `${say(figures)} of ${its}${messages(figures)} messages ${wordsOf(metric, control.metrics).became}, against ${say(control)} of ${messages(control)} with today’s wording.`
  const withCap = `${compared} ${capInWords(results)}`.trim()
  const isPartial = matured.share !== null && matured.share < 1
  return isPartial
    ? `${withCap} The comparison waits for closed windows: ${count(matured.messages)} messages have one.`
    : withCap
}
