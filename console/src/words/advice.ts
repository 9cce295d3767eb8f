import { chanceInWords, numberInWords, percentInWords } from './numbers.ts'

type Kind = 'ship' | 'archive' | 'add-variants' | 'too-many-variants' | 'check-tracking' | 'drift'

interface KindWords {
  readonly title: string
  /** The button that accepts it. */
  readonly accept: string
  /** What accepting does when nothing changes by itself. */
  readonly after: string
}

export const KINDS: Readonly<Record<Kind, KindWords>> = {
  ship: { title: 'Ship', accept: 'Ship it', after: '' },
  archive: { title: 'Archive', accept: 'Archive it', after: '' },
  'add-variants': {
    title: 'Write more wordings',
    accept: 'Mark as done',
    after: 'Nothing changes by itself: write and approve the wordings, then mark this as done.',
  },
  'too-many-variants': {
    title: 'Fewer wordings',
    accept: 'Mark as done',
    after:
      'Nothing changes by itself: archive the wordings that you believe in least, then mark this as done.',
  },
  'check-tracking': {
    title: 'Check tracking',
    accept: 'Mark as done',
    after: 'Nothing changes by itself: look at Sources for the platform, then mark this as done.',
  },
  drift: {
    title: 'The best wording changed',
    accept: 'Mark as done',
    after: 'Nothing changes by itself: set a shorter half-life in the settings of the template.',
  },
}

export const STATUS_WORDS = {
  open: 'Open',
  accepted: 'Done',
  dismissed: 'Not now',
  withdrawn: 'No longer valid',
  applied: 'Done by a setting',
} as const

interface Figure {
  readonly label: string
  readonly text: string
  /** For a bar from 0 to 1; absent for figures that are no share. */
  readonly share?: number
}

const COUNTS: Readonly<Record<string, string>> = {
  messages: 'Messages',
  reactions: 'Reactions reported',
  expected: 'Reactions expected',
  variants: 'Wordings now',
  supported: 'Wordings that the traffic supports',
  messages_each: 'Messages that each wording needs to show a quarter',
  messages_per_day: 'Messages a day',
  recent_successes: 'Successes, last week',
  recent_of_all: 'Successes of all wordings, last week',
  before_successes: 'Successes, before',
  before_of_all: 'Successes of all wordings, before',
}

/** Figures that the reason names with their unit, which depends on the metric. */
const IN_REASON = ['at_best', 'leader']

/** The evidence of a recommendation as labelled figures. A figure without a known name keeps its own. */
export function figuresOf(evidence: Readonly<Record<string, number>>): readonly Figure[] {
  const shown = Object.entries(evidence).filter(([name]) => !IN_REASON.includes(name))
  return shown.map(([name, value]): Figure => {
    if (name === 'chance_to_be_best')
      return { label: 'Chance to be the best', text: chanceInWords(value), share: value }
    if (name === 'power') return { label: 'Power: chance to find it by then', text: percentInWords(value) }
    if (name === 'share') return { label: 'Share of messages', text: percentInWords(value, 1), share: value }
    return { label: COUNTS[name] ?? name.replaceAll('_', ' '), text: numberInWords(Math.round(value)) }
  })
}

/** Who decided: "Jana", "a setting", or "somebody" for old decisions. */
export const deciderInWords = (by: string | null, name: string | null): string =>
  name ?? (by === 'setting' ? 'a setting' : 'somebody')
