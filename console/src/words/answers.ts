import { ageInWords } from './time.ts'

// The troubleshooting lists of the integrations, as questions. Each answer looks at what Parley knows.

export interface AnswerFacts {
  readonly org: string
  readonly now: number
  readonly platforms: readonly {
    readonly slug: string
    readonly name: string
    readonly configured: boolean
    readonly health: {
      readonly status: 'never-seen' | 'live' | 'quiet' | 'failing'
      readonly message: string
      readonly last_received_at: string | null
      readonly refused_24h: number
    }
  }[]
  /** Of the platforms that report: the events that they should report. */
  readonly expected: readonly {
    readonly platform: string
    readonly events: readonly {
      readonly type: string
      readonly name: string
      readonly last_seen_at: string | null
    }[]
  }[]
  /** Names of events that no result shows. */
  readonly unmapped: readonly string[]
  readonly templates: readonly {
    readonly name: string
    readonly status: string
    readonly attribution: {
      readonly lookback_days: number | null
      readonly offset_days: number | null
      readonly conversion_events: readonly string[]
    }
  }[]
}

export interface Finding {
  /** look: something is likely wrong. fine: this is not it. plain: how it is. */
  readonly tone: 'look' | 'fine' | 'plain'
  readonly text: string
}

export interface Question {
  readonly id: string
  readonly question: string
  /** What to check, in order. */
  readonly checks: readonly string[]
  /** Where in the console, below the organisation. */
  readonly link: { readonly path: string; readonly text: string }
  readonly look: (facts: AnswerFacts) => readonly Finding[]
}

/** A platform counts as wanted once somebody saved its settings or it was refused. */
const wanted = ({ platforms }: AnswerFacts) =>
  platforms.filter(
    ({ slug, configured, health }) =>
      health.status !== 'never-seen' || health.refused_24h > 0 || (configured && slug !== 'events'),
  )
const reporting = ({ platforms }: AnswerFacts) =>
  platforms.filter(({ health }) => health.last_received_at !== null)
/** Without these there is nothing to learn from. Others are rare, and may never happen. */
const NEEDED: readonly string[] = ['send', 'open', 'click', 'conversion']
const listed = (texts: readonly string[]): string => texts.join(', ')

export const QUESTIONS: readonly Question[] = [
  {
    id: 'webhook-never-fires',
    question: 'The webhook never fires. Why?',
    checks: [
      'The webhook is saved and enabled over there, not a draft.',
      'Its address is the one of this page, and ends in the name of this organisation.',
      'The address can be reached from the internet, over https.',
    ],
    link: { path: '/sources', text: 'Sources' },
    look: facts => {
      const seen = reporting(facts)
      if (seen.length > 0)
        return seen.map(({ name, health }) => ({
          tone: health.status === 'live' ? 'fine' : 'look',
          text: `${name} called ${ageInWords(health.last_received_at ?? '', facts.now)}. ${health.message}`,
        }))
      return [{ tone: 'look', text: `No platform has called yet. Every address ends in /${facts.org}.` }]
    },
  },
  {
    id: 'no-events',
    question: 'Calls arrive, but some events do not show. Why?',
    checks: [
      'The events are ticked over there: sent, opened, clicked, converted and unsubscribed at least.',
      'They are ticked in the workspace that sends, and for the channel that sends.',
    ],
    link: { path: '/events/names', text: 'Names of events' },
    look: ({ expected }) =>
      expected.length === 0
        ? [{ tone: 'plain', text: 'No platform reports yet.' }]
        : expected.map(({ platform, events }): Finding => {
            const missing = events.filter(({ last_seen_at }) => last_seen_at === null)
            const isGrave = missing.some(({ type }) => NEEDED.includes(type))
            return missing.length === 0
              ? { tone: 'fine', text: `${platform} has reported every event that Parley expects.` }
              : {
                  tone: isGrave ? 'look' : 'plain',
                  text: `${platform} has never reported ${listed(missing.map(({ name }) => name))}.`,
                }
          }),
  },
  {
    id: 'credentials',
    question: 'Are the credentials of the same workspace on both sides?',
    checks: [
      'The signing key belongs to the webhook whose calls are refused, in the same workspace.',
      'The API key is pasted in Org Integration Settings of this organisation, and Verify accepts it.',
    ],
    link: { path: '/settings/integrations', text: 'Org Integration Settings' },
    look: facts => {
      const refused = wanted(facts).filter(({ health }) => health.refused_24h > 0)
      if (refused.length > 0)
        return refused.map(({ name, health }) => ({
          tone: 'look',
          text: `Parley refused ${health.refused_24h === 1 ? 'one call' : `${health.refused_24h} calls`} of ${name} in the last 24 hours: the credential did not fit.`,
        }))
      return [{ tone: 'fine', text: 'Parley has refused no call in the last 24 hours.' }]
    },
  },
  {
    id: 'no-conversions',
    question: 'No conversions show. Why?',
    checks: [
      'The event is reported: look at the delivery log of your platform, which may fail silently.',
      'Its name is the one that the template counts.',
      'Conversions count within the window only, some days after the message.',
    ],
    link: { path: '/events/names', text: 'Names of events' },
    look: ({ expected, unmapped, now }) => {
      const seen = expected.flatMap(({ platform, events }) =>
        events.flatMap(({ type, last_seen_at }): Finding[] =>
          type === 'conversion' && last_seen_at !== null
            ? [{ tone: 'fine', text: `${platform} reported a conversion ${ageInWords(last_seen_at, now)}.` }]
            : [],
        ),
      )
      const names: readonly Finding[] =
        unmapped.length === 0
          ? []
          : [
              {
                tone: 'look',
                text: `No result shows ${listed(unmapped)}. If one of them is a conversion, say so.`,
              },
            ]
      return seen.length === 0
        ? [{ tone: 'look', text: 'No conversion was ever reported.' }, ...names]
        : [...seen, ...names]
    },
  },
  {
    id: 'low-conversions',
    question: 'Conversions look low. Why?',
    checks: [
      'The window: a conversion counts only between its first and its last day.',
      'The right event is forwarded: the purchase, not the view of a page.',
    ],
    link: { path: '/templates', text: 'Templates' },
    look: ({ templates }) =>
      templates
        .filter(({ status }) => status === 'active')
        .map(({ name, attribution }) => ({ tone: 'plain', text: `${name} ${windowInWords(attribution)}` })),
  },
  {
    id: 'wording-without-data',
    question: 'Some wordings have no data. Is that right?',
    checks: [
      'Early it is: a new wording starts with a small share, and reports take a day or two.',
      'Many messages and no click at all: check the links of the wording and their tracking.',
      'A wording for some people only is sent to nobody else.',
    ],
    link: { path: '/templates', text: 'Diagnostics of the template' },
    look: () => [],
  },
  {
    id: 'everybody-gets-control',
    question: 'Everybody gets the control. Why?',
    checks: [
      'A draft or archived template gives everybody the control.',
      'People for whom no approved wording fits get the control, and are left out of the comparison.',
      'When Parley cannot store a choice, it gives the control, so that the message is sent.',
    ],
    link: { path: '/playground', text: 'Ask for one person in the Playground' },
    look: ({ templates }) => {
      const drafts = templates.filter(({ status }) => status === 'draft').map(({ name }) => name)
      if (drafts.length > 0) return [{ tone: 'look', text: `These are drafts: ${listed(drafts)}.` }]
      return templates.length === 0 ? [] : [{ tone: 'fine', text: 'No template is a draft.' }]
    },
  },
  {
    id: 'attributes-or-fields',
    question: 'Attributes or fields: what is the difference?',
    checks: [
      'Fields fill the text: {{ first_name }} becomes Alice.',
      'Attributes choose who may get a wording: plan, country, language. Their values are compared in lower case.',
      'A value in the wrong one does nothing, and nobody says so: the Playground shows what became of each.',
    ],
    link: { path: '/settings/attributes', text: 'Attributes' },
    look: () => [],
  },
]

function windowInWords({
  lookback_days,
  offset_days,
  conversion_events,
}: AnswerFacts['templates'][number]['attribution']): string {
  const events = conversion_events.length === 0 ? 'every reported conversion' : listed(conversion_events)
  if (offset_days === null && lookback_days === null)
    return `counts ${events}, within the window of the organisation.`
  const from = offset_days === null ? 'the first day of the organisation' : `day ${offset_days}`
  const until = lookback_days === null ? 'the last day of the organisation' : `day ${lookback_days}`
  return `counts ${events}, from ${from} to ${until} after the message.`
}
