import type { Estimate, EvaluationView } from './schema.ts'

/**
 * The text of an evaluation.
 * @param nameOf the name of a variant, by id
 */
export function describeEvaluation(view: EvaluationView, nameOf: (id: string) => string): string {
  const { policy, period, metric, currency } = view
  const unit = currency === null ? metric.replace('_', ' ') : `${currency} per message`
  const value = (number: number) => (currency === null ? `${(100 * number).toFixed(3)} %` : number.toFixed(4))
  const row = (name: string, estimate: Estimate | null) =>
    estimate === null
      ? []
      : [
          `  ${name.padEnd(20)} ${value(estimate.estimate).padStart(10)}   ${value(estimate.interval[0] ?? 0)} to ${value(estimate.interval[1] ?? 0)}`,
        ]
  const size = Math.floor(view.effective_sample_size).toLocaleString('en-US')
  return [
    `${policy.name} on ${view.decisions.toLocaleString('en-US')} messages${period.from === null ? '' : ` from ${period.from} to ${period.to}`}, worth ${size} of its own.`,
    ...(policy.trained_on > 0
      ? [`It learned from the ${policy.trained_on.toLocaleString('en-US')} messages before.`]
      : []),
    '',
    ...(view.ok
      ? [`  ${unit.padEnd(20)} ${'estimate'.padStart(10)}   95 % interval`]
      : [`No answer. ${view.reason}`]),
    ...row('as it was', view.logged),
    ...row('doubly robust', view.doubly_robust),
    ...row('self-normalised', view.self_normalised),
    ...row('inverse propensity', view.inverse_propensity),
    ...row('gain', view.gain),
    '',
    ...Object.entries(policy.shares).map(
      ([id, share]) => `  ${`${(100 * share).toFixed(1)} %`.padStart(8)}  ${nameOf(id)}`,
    ),
    '',
    ...view.notes.map(note => `- ${note}`),
  ].join('\n')
}
