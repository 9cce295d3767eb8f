import { nest, partsOfName } from '../../lib/wire/nest.ts'

type Query = Readonly<Record<string, unknown>>

const NESTED = /^(fields|attrs)[.[]/

/** The fields that a query names one by one: `fields.name`, `fields[name]`, `fields.customer.name`. */
export function namedFields(query: Query): Record<string, unknown> {
  const { fields } = nest(Object.entries(query).filter(([name]) => NESTED.exec(name)?.[1] === 'fields'))
  return typeof fields === 'object' && fields !== null ? { ...fields } : {}
}

/**
 * The attributes that a query names one by one: `attrs.plan`, `attrs[plan]`, and every parameter that is not one of
 * the request's own. A list is a parameter that is repeated, or ends in `[]`. Deeper names are joined with dots.
 * @param isOwn whether a parameter belongs to the request itself
 */
export function namedAttributes(query: Query, isOwn: (name: string) => boolean): Record<string, unknown> {
  const attributes: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(query)) {
    const nested = NESTED.exec(name)?.[1]
    if (nested === 'fields' || (nested === undefined && isOwn(name))) continue
    const parts = partsOfName(name).slice(nested === undefined ? 0 : 1)
    const attribute = parts.filter(part => part !== '').join('.')
    // A parameter under attrs takes precedence over a plain one.
    if (nested !== undefined || !(attribute in attributes)) attributes[attribute] = value
  }
  return { ...attributes }
}
