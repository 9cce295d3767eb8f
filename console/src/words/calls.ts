import type { RequestDetail, RequestSummary } from '../../../src/features/inbound-log/schema.ts'
import type { Tone } from '../kit/show/chip.tsx'
import { numberInWords } from './numbers.ts'

// What became of a webhook call, in words.

interface Word {
  readonly text: string
  readonly tone: Tone
}

const WORDS: Readonly<Record<string, Word>> = {
  counted: { text: 'Counted', tone: 'positive' },
  duplicate: { text: 'Repeated', tone: 'plain' },
  unmatched: { text: 'No message found', tone: 'plain' },
  'outside-window': { text: 'Outside the window', tone: 'warning' },
  'not-listened': { text: 'Not a goal', tone: 'warning' },
  compared: { text: 'Kept for comparison', tone: 'plain' },
  noted: { text: 'Noted', tone: 'plain' },
  ignored: { text: 'Ignored', tone: 'plain' },
  preview: { text: 'Preview', tone: 'plain' },
  empty: { text: 'Empty', tone: 'plain' },
  confirmed: { text: 'Confirmed', tone: 'positive' },
  unconfirmed: { text: 'Not confirmed', tone: 'warning' },
  rejected: { text: 'Not usable', tone: 'negative' },
  unreadable: { text: 'Unreadable', tone: 'negative' },
  refused: { text: 'Refused', tone: 'negative' },
  failed: { text: 'Failed', tone: 'negative' },
  waiting: { text: 'Waiting', tone: 'plain' },
  mixed: { text: 'Mixed', tone: 'plain' },
}

/** An outcome as a word. Unknown outcomes are their own word. */
export const outcomeInWords = (outcome: string): Word =>
  WORDS[outcome] ?? { text: outcome.replaceAll('-', ' '), tone: 'plain' }

type Row = Pick<RequestSummary, 'outcome' | 'standing' | 'items'>

/** What became of a call: of its only item by the latest knowledge, of several items as their counts. */
export function resultInWords({ outcome, standing, items }: Row): Word {
  if (outcome === null) return outcomeInWords('waiting')
  const outcomes = items.length === 0 ? [outcome] : items.map(item => item.outcome)
  const [first = outcome] = outcomes
  if (new Set(outcomes).size === 1)
    return outcomes.length === 1
      ? outcomeInWords(first)
      : {
          ...outcomeInWords(first),
          text: `${numberInWords(outcomes.length)} × ${outcomeInWords(first).text.toLowerCase()}`,
        }
  const counted = outcomes.filter(each => each === 'counted').length
  return {
    text: `${numberInWords(counted)} of ${numberInWords(outcomes.length)} counted`,
    tone: standing === 'attention' ? 'negative' : counted > 0 ? 'positive' : 'plain',
  }
}

/** The names of the events in a call: "email_opened", or "email_opened and 3 more". */
export function eventsInWords({ items }: Pick<RequestSummary, 'items'>): string {
  const names = items
    .map(({ native_event, name, type }) => native_event || name || type)
    .filter(name => name !== null)
  const [first] = names
  if (first === undefined) return '–'
  return items.length === 1 ? first : `${first} and ${numberInWords(items.length - 1)} more`
}

const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/.test(text) && !text.startsWith('Parley') ? text.charAt(0).toLowerCase() + text.slice(1) : text

/** The sentence of the inspector: what became of the call, and why. */
export function callInWords({ outcome, standing, items, platform }: RequestDetail): string {
  if (outcome === null) return 'Stored. Parley reads it next.'
  if (items.length > 1) {
    const counts = new Map<string, number>()
    for (const item of items) counts.set(item.outcome, (counts.get(item.outcome) ?? 0) + 1)
    const parts = [...counts].map(
      ([each, count]) => `${numberInWords(count)} ${outcomeInWords(each).text.toLowerCase()}`,
    )
    return `${numberInWords(items.length)} items: ${parts.join(', ')}.`
  }
  const [item] = items
  const stop = item?.steps.find(({ ok }) => ok === false)
  const why = item?.reason ?? stop?.detail ?? outcomeInWords(outcome).text
  if (standing === 'counted') {
    const counted = item?.steps.at(-1)?.detail ?? 'It counts.'
    return counted.replace(/^It counts/, 'Counted')
  }
  if (outcome === 'refused')
    return `Refused: the call did not prove that it comes from ${platform}. ${refusalInWords(item?.reason)}`
  return standing === 'attention'
    ? `Needs a look: ${lowerFirst(why)}`
    : `Kept, not counted: ${lowerFirst(why)}`
}

const REFUSALS: Readonly<Record<string, string>> = {
  'not-configured': 'No credential is set here.',
  'missing-credential': 'It carried no credential.',
  'bad-signature': 'Its signature does not fit the credential here.',
  'wrong-credential': 'Its credential is not the one here.',
  'old-signature': 'Its signature fits, but the signed time lies too far from now.',
  'key-set-unavailable': 'The platform’s keys could not be fetched.',
}

/** Why verification refused a call. */
const refusalInWords = (reason: string | null | undefined): string =>
  REFUSALS[reason ?? ''] ?? reason ?? 'No reason is known.'

const TITLES: Readonly<Record<string, readonly [done: string, stopped: string]>> = {
  verified: ['Sender proved', 'Sender not proved'],
  read: ['Read', 'Not read'],
  mapped: ['Name understood', 'Name not known'],
  deduplicated: ['Not a repetition', 'A repetition'],
  matched: ['Matched to a message', 'No message found'],
  in_window: ['Inside the window', 'Inside the window?'],
  counted: ['Counted', 'Not counted'],
}

/** The title of a step of the way to a figure. @param ok false: it stopped here */
export const stepInWords = (step: string, ok: boolean | null): string =>
  TITLES[step]?.[ok === false ? 1 : 0] ?? step
