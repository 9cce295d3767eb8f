import { NO_VARIANT, type Template } from '../../runtime/catalog/catalog.ts'
import { controlShareOf } from '../../runtime/catalog/control-share.ts'
import type { ListedVariant } from './store.ts'

/**
 * The present share of a wording among all messages of the experiment, control included; null while it is unknown.
 * @param allocation the share of treated messages by variant id; empty while it is not known
 */
export function trafficOf(
  { id, isControl, status }: Pick<ListedVariant, 'id' | 'isControl' | 'status'>,
  template: Pick<Template, 'split' | 'control' | 'status'>,
  allocation: ReadonlyMap<string, number>,
): number | null {
  const controlShare = controlShareOf(template)
  if (controlShare === null) return null
  if (isStopped(template)) return 0
  if (isControl) return status === 'approved' || id === template.control?.id ? controlShare : 0
  return allocation.size === 0 ? null : (allocation.get(id) ?? 0) * (1 - controlShare)
}

const isStopped = ({ status }: Pick<Template, 'status'>): boolean =>
  status === 'draft' || status === 'archived'

/** The id under which the figures of the control are found. */
export const controlIdOf = ({ control }: Pick<Template, 'control'>): string => control?.id ?? NO_VARIANT
