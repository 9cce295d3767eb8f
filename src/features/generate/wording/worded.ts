import type { FastifyBaseLogger } from 'fastify'
import type { Template, Variant } from '../../../runtime/catalog/catalog.ts'
import { type Choice, fallback } from '../decide.ts'
import type { Kept } from '../decision.ts'
import type { GenerateInput } from '../input.ts'
import { missingFields, renderVariant, renderWhatCanOf } from './render.ts'

/** A choice with its rendered wording. */
export interface Worded {
  readonly choice: Choice
  readonly vars: Readonly<Record<string, string>>
  /** The fields that the wording inserts without a fallback, and that the request does not have. */
  readonly missing: readonly string[]
  /** The wording that could not be rendered; undefined if the chosen one could. */
  readonly notRendered: { readonly variantId: string; readonly reason: string } | undefined
}

/** Renders the wording. If that fails, uses the control wording and logs a warning. */
export function withWording(
  log: FastifyBaseLogger,
  template: Template,
  { fields }: GenerateInput,
  choice: Choice,
): Worded {
  const { variant } = choice
  if (variant === undefined) return { choice, vars: {}, missing: [], notRendered: undefined }
  const missing = missingFields(variant, fields)
  const rendered = renderVariant(variant, fields)
  if (rendered.ok) return { choice, vars: rendered.value, missing, notRendered: undefined }
  const { reason } = rendered
  log.warn({ template: template.id, variant: variant.id, reason }, 'wording not rendered; control given')
  return {
    choice: fallback(template, 'render-failed'),
    vars: controlVars(template, fields),
    missing,
    notRendered: { variantId: variant.id, reason },
  }
}

/** The wording of the control, without what cannot be rendered. */
export const controlVars = (
  { control }: Template,
  fields: GenerateInput['fields'],
): Record<string, string> => (control === undefined ? {} : renderWhatCanOf(control, fields))

/**
 * Renders the variant that an earlier request of the same message was given, with the text of that time if another has
 * taken its place: a message must not be half old and half new. An archived one is given no more.
 */
export function repeated(
  log: FastifyBaseLogger,
  template: Template,
  input: GenerateInput,
  { variantId, arm, reason, propensity }: Kept,
): Worded {
  const isGiven = ({ id }: Variant): boolean => id === variantId
  const variant: Variant | undefined =
    template.variants.find(isGiven) ?? template.replaced.find(isGiven) ?? template.control
  return withWording(log, template, input, {
    variant,
    arm,
    reason,
    propensity,
    table: undefined,
    row: null,
    epsilon: null,
  })
}
