import type { Static } from 'typebox'
import type { TemplateDetail, TemplateView } from '../../../src/features/templates/schema.ts'
import { changesOf, type FieldChange } from './audit.ts'
import { isOwn, type OwnMetric, wordsOf } from './results/metrics.ts'

type Metric = TemplateView['key_metric']
type BuiltIn = Exclude<Metric, `custom:${string}`>
type Algorithm = TemplateView['algorithm']
type Method = TemplateView['split']['method']
type Status = TemplateView['status']

interface Said {
  readonly label: string
  readonly help: string
}

export const GOALS: Readonly<Record<BuiltIn, Said>> = {
  open_rate: { label: 'Opens', help: 'Machines open too: a weak goal. Prefer clicks.' },
  click_rate: { label: 'Clicks', help: 'Messages with a click.' },
  conversion_rate: { label: 'Conversions', help: 'Messages with a conversion in the window.' },
  unsubscribe_rate: { label: 'Unsubscribes', help: 'Fewer is better.' },
  revenue: { label: 'Revenue', help: 'Money a message, in the window.' },
}

export const ALGORITHMS: Readonly<Record<Algorithm, Said>> = {
  adaptive: {
    label: 'Adaptive',
    help: 'Better wordings get more messages. Waits for late conversions. The default.',
  },
  contextual: { label: 'By attributes', help: 'The same, for each kind of person.' },
  thompson: { label: 'Thompson sampling', help: 'The textbook rule, without corrections.' },
  weighted_thompson: { label: 'Several goals', help: 'A weighted sum of several metrics. Set by the API.' },
  linear_thompson: { label: 'Linear, by attributes', help: 'One linear model of all attributes.' },
  epsilon_greedy: { label: 'Best, and some even', help: 'The best so far, and an even share of the others.' },
  fixed: { label: 'Even', help: 'Every wording gets the same share: a classical A/B test.' },
  manual: { label: 'By hand', help: 'Shares that you set on Results.' },
}

export const METHODS: Readonly<Record<Method, Said>> = {
  internal_persistent: { label: 'By person', help: 'A person is always in the same group.' },
  internal_random: { label: 'By message', help: 'Every message is drawn anew.' },
  external: { label: 'By the platform', help: 'The platform decides who gets control, and reports it.' },
}

export interface StatusChange {
  readonly to: Status
  readonly label: string
  /** What happens then. */
  readonly effects: readonly string[]
}

/** The changes of status that a person may make here, from each status. Shipping has its place on Results. */
export const STATUS_CHANGES: Readonly<Record<Status, readonly StatusChange[]>> = {
  draft: [
    {
      to: 'active',
      label: 'Activate',
      effects: [
        'Calls of generate get approved wordings and the control from now on.',
        'Messages and reports are counted, and traffic moves to what works.',
      ],
    },
    {
      to: 'archived',
      label: 'Archive',
      effects: ['It leaves the lists. Calls for it answer with the control. It can become a draft again.'],
    },
  ],
  active: [
    {
      to: 'archived',
      label: 'Archive',
      effects: [
        'Calls for it answer with the control only.',
        'Its results stay. Reports of messages that were sent still count.',
        'It can become a draft again, and then active.',
      ],
    },
  ],
  shipped: [
    {
      to: 'active',
      label: 'Activate again',
      effects: ['Traffic moves between the wordings again, beginning with what was learned.'],
    },
    {
      to: 'archived',
      label: 'Archive',
      effects: ['Calls for it answer with the control only. Its results stay.'],
    },
  ],
  archived: [
    {
      to: 'draft',
      label: 'Make it a draft',
      effects: ['It appears in the lists again. Nothing is chosen until it is activated.'],
    },
  ],
}

/** A goal within a sentence: clicks, or “Trials started”. */
const goalInWords = (goal: Metric, own: readonly OwnMetric[]): string =>
  isOwn(goal) ? `“${wordsOf(goal, own).name}”` : GOALS[goal].label.toLowerCase()

/** What makes results before and after a change hard to compare; empty if nothing does. */
export function comparability(
  before: TemplateView,
  after: { readonly goal: Metric; readonly share: number; readonly method: Method },
  own: readonly OwnMetric[] = [],
): readonly string[] {
  return [
    ...(after.goal === before.key_metric
      ? []
      : [
          `Results are computed for ${goalInWords(after.goal, own)} from now on, of all messages, also of those before.`,
        ]),
    ...(after.share === before.split.control_share
      ? []
      : ['Another share of messages goes to control from now on. What was counted before stays.']),
    ...(after.method === before.split.method
      ? []
      : [
          'People are divided anew. Some who had control get another wording, and the reverse: start a new template for a clean comparison.',
        ]),
  ]
}

/** The settings of a template by the path of their field, such as `split.control_share`. */
const fieldsOf = ({
  variants: _,
  created_at: _created,
  updated_at: _updated,
  ...settings
}: Static<typeof TemplateDetail>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).map(([inner, each]) => [`${name}.${inner}`, each])
        : [[name, value]],
    ),
  )

/** The settings that differ between two versions of a template. */
export function differencesOf(
  before: Static<typeof TemplateDetail>,
  after: Static<typeof TemplateDetail>,
): readonly FieldChange[] {
  const [old, fresh] = [fieldsOf(before), fieldsOf(after)]
  return changesOf(old, fresh).filter(
    ({ field }) => JSON.stringify(old[field]) !== JSON.stringify(fresh[field]),
  )
}
