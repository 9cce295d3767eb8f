import { ALGORITHMS, type Algorithm } from '../../core/bandit/algorithm.ts'
import type { Strategy } from '../../core/bandit/bandit.ts'
import type { Template } from '../../runtime/catalog/catalog.ts'
import { unprocessable } from '../../runtime/http/unprocessable.ts'
import type { EvaluateBody } from './schema.ts'

/** The policies that can be evaluated, by algorithm. */
export type Strategies = Partial<Readonly<Record<Algorithm, Strategy>>>

/** The policy to evaluate. */
export type Asked = { readonly name: string; readonly epsilon: number } & (
  | { readonly kind: 'learned'; readonly strategy: Strategy }
  /** Shares by variant id, among the eligible variants. */
  | { readonly kind: 'weights'; readonly weights: ReadonlyMap<string, number> }
  | { readonly kind: 'variant'; readonly id: string }
)

/** @throws Problem unprocessable with the field */
export function readAsked(body: EvaluateBody, template: Template, strategies: Strategies): Asked {
  const { policy, weights } = body
  if (weights !== undefined && policy !== 'manual')
    throw unprocessable({ field: '/weights', message: 'weights belong to the policy manual.' })
  if (policy.startsWith('variant:')) return readVariant(policy, body.epsilon ?? 0, template)
  const common = { name: policy, epsilon: body.epsilon ?? template.epsilon }
  if (policy === 'fixed') {
    const even = new Map(treated(template).map(({ id }) => [id, 1]))
    return { ...common, kind: 'weights', weights: even }
  }
  if (policy === 'manual')
    return {
      ...common,
      kind: 'weights',
      weights: readWeights(weights ?? template.learning.weights, template),
    }
  const strategy = Object.hasOwn(strategies, policy) ? strategies[policy as Algorithm] : undefined
  if (strategy) return { ...common, kind: 'learned', strategy }
  const known = ALGORITHMS.filter(
    algorithm => strategies[algorithm] !== undefined || algorithm === 'fixed' || algorithm === 'manual',
  )
  throw unprocessable({
    field: '/policy',
    message: `"${policy}" cannot be evaluated. Use ${known.join(', ')}, or variant:<id>.`,
  })
}

/** Approved variants without the control. */
export const treated = ({ variants }: Template) =>
  variants.filter(({ isControl, status }) => !isControl && status === 'approved')

function readVariant(policy: string, epsilon: number, template: Template): Asked {
  const id = policy.slice('variant:'.length).toLowerCase()
  if (treated(template).some(variant => variant.id === id))
    return { name: policy, epsilon, kind: 'variant', id }
  throw unprocessable({
    field: '/policy',
    message: `The template has no approved variant "${id}" besides the control. See the template for its variants.`,
  })
}

function readWeights(
  given: Readonly<Record<string, number>>,
  template: Template,
): ReadonlyMap<string, number> {
  const known = new Set(treated(template).map(({ id }) => id))
  const unknown = Object.keys(given).find(id => !known.has(id))
  if (unknown !== undefined)
    throw unprocessable({
      field: '/weights',
      message: `There is no approved variant "${unknown}" besides the control.`,
    })
  const weights = new Map(Object.entries(given))
  if (Math.max(0, ...weights.values()) > 0) return weights
  throw unprocessable({
    field: '/weights',
    message: 'manual needs a weight above zero for at least one approved variant.',
  })
}
