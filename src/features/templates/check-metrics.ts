import type { Algorithm } from '../../core/bandit/algorithm.ts'
import type { CustomKey } from '../../core/measure/custom-metric.ts'
import { KEY_METRIC_NAMES } from '../../core/measure/key-metric.ts'
import type { FieldError } from '../../runtime/http/problem.ts'
import { pointerTo } from '../../runtime/http/unprocessable.ts'
import type { TemplateContent } from './store.ts'

type Naming = Pick<TemplateContent, 'key_metric' | 'learning' | 'algorithm'>

/**
 * Checks that the organisation has the metrics that a template names.
 * @param custom its own metrics
 * @param present the template as it is stored: it may go on to name what it names already
 */
export function checkMetrics(
  content: Naming,
  custom: readonly { readonly key: CustomKey; readonly kind: string }[],
  present: Naming | undefined,
): readonly FieldError[] {
  const known = [...KEY_METRIC_NAMES, ...custom.map(({ key }) => key)]
  const stays = new Set(present ? named(present).map(({ metric }) => metric) : [])
  const unknown = named(content).flatMap(({ field, metric }) =>
    stays.has(metric) || known.some(name => name === metric)
      ? []
      : [{ field, message: `There is no metric "${metric}". There are: ${known.join(', ')}.` }],
  )
  const isWeighted = custom.some(({ key, kind }) => key === content.key_metric && kind === 'weighted')
  return isWeighted && BY_SIZE.has(content.algorithm)
    ? [
        ...unknown,
        {
          field: '/algorithm',
          message: `"${content.algorithm}" cannot learn by the weighted metric "${content.key_metric}", whose values may be below zero. Choose adaptive, weighted_thompson or thompson.`,
        },
      ]
    : unknown
}

/** They learn an amount as a share of messages times a usual size above zero. */
const BY_SIZE: ReadonlySet<string> = new Set<Algorithm>(['contextual', 'linear_thompson', 'epsilon_greedy'])

/** All metrics that a template names, with the place. */
const named = (content: Naming) => [
  { field: '/key_metric', metric: content.key_metric },
  ...(content.learning.metrics ?? []).map(({ metric }, at) => ({
    field: pointerTo('learning', 'metrics', String(at), 'metric'),
    metric,
  })),
  ...guardrailsOf(content),
]

const guardrailsOf = ({ learning }: Naming) =>
  (learning.guardrails ?? []).map(({ metric }, at) => ({
    field: pointerTo('learning', 'guardrails', String(at), 'metric'),
    metric,
  }))
