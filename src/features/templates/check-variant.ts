import { isDeepStrictEqual } from 'node:util'
import { Problem } from '../../runtime/http/problem.ts'
import { refuseAny } from '../../runtime/http/unprocessable.ts'
import { checkVars } from './check-vars.ts'
import type { Store, StoredTemplate } from './store.ts'
import { listVariants, type StoredVariant, type VariantContent } from './variant-store.ts'

/** A shipped template serves the shipped wording, so nothing new may be approved, and no approved wording may change. */
export function refuseIfLocked(
  { status }: StoredTemplate,
  present: StoredVariant | undefined,
  next: VariantContent,
): void {
  if (status !== 'shipped' || next.status !== 'approved') return
  const isSame =
    present?.status === 'approved' &&
    isDeepStrictEqual(
      [present.vars, present.attrs, present.is_control],
      [next.vars, next.attrs, next.is_control],
    )
  if (isSame) return
  throw new Problem(
    'conflict',
    'The template is shipped and locked. Unlock it first: PATCH the template with {"status": "active"}.',
  )
}

/** An archived variant is not checked. Its missing texts are required when it is approved again. */
export async function checkVariant(
  store: Store,
  { org_id, id: templateId, variables }: StoredTemplate,
  { vars, is_control, status }: VariantContent,
  present: StoredVariant | undefined,
): Promise<void> {
  if (status === 'archived') return
  refuseAny(checkVars(variables, vars, present?.vars))
  if (!is_control) return
  const others = await listVariants(store, org_id, templateId)
  const control = others.find(
    other => other.is_control && other.status !== 'archived' && other.id !== present?.id,
  )
  if (!control) return
  throw new Problem(
    'conflict',
    `The template has a control already, "${control.name}" (${control.id}). Archive it, or PATCH it with {"control": false}.`,
    [{ field: '/control', message: 'is taken' }],
  )
}
