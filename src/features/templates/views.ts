import { warningsOf } from '../../core/liquid/warnings.ts'
import type { TemplateView } from './schema.ts'
import type { StoredTemplate } from './store.ts'
import type { VariantView } from './variant-schema.ts'
import type { StoredVariant } from './variant-store.ts'

/** A template in the format of the API. */
export function showTemplate(row: StoredTemplate): TemplateView {
  const { org_id: _org, attribution, created_at, updated_at, ...rest } = row
  return {
    ...(rest as Pick<TemplateView, keyof typeof rest>),
    attribution: {
      lookback_days: attribution.lookback_days ?? null,
      offset_days: attribution.offset_days ?? null,
      conversion_events: [...attribution.conversion_events],
    },
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  }
}

/** A variant in the format of the API. */
export function showVariant(row: StoredVariant): VariantView {
  const { org_id: _org, is_control, status, attrs, created_at, updated_at, ...rest } = row
  return {
    ...rest,
    attrs: Object.fromEntries(Object.entries(attrs).map(([name, values]) => [name, [...values]])),
    control: is_control,
    status: status as VariantView['status'],
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  }
}

const REPLACED =
  'People have got the former text, so it keeps its id and its figures. The id of this answer is that of the new text, whose figures start at zero.'

/** A variant that was just saved, with warnings about its texts. */
export function showSaved(row: StoredVariant, isReplacement = false): VariantView {
  const warnings = Object.entries(row.vars).flatMap(([variable, source]) =>
    warningsOf(source).map(warning => ({ variable, ...warning })),
  )
  return {
    ...showVariant(row),
    ...(isReplacement && { notice: REPLACED }),
    ...(warnings.length > 0 && { warnings }),
  }
}
