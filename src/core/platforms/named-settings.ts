import type { SettingField } from './platform.ts'
import type { Settings } from './settings.ts'

/** A name that an organisation gives to one of several values of a setting, such as a workspace. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/i

const NAME_RULE =
  'A name has up to 40 letters a to z, digits, hyphens and underscores, and begins with a letter or a digit.'

/** The field of a key: its own, or `signing_key` for `signing_key.eu`. Undefined if there is none. */
export function fieldOfKey(fields: readonly SettingField[], key: string): SettingField | undefined {
  const [base = '', ...rest] = key.split('.')
  const name = rest.join('.')
  return fields.find(
    field => field.key === key || (field.several === true && field.key === base && NAME.test(name)),
  )
}

/** How a name must look, if the key is that of a named value whose name is none. */
export function faultOfName(fields: readonly SettingField[], key: string): string | undefined {
  const base = fields.find(field => field.several === true && key.startsWith(`${field.key}.`))
  if (base === undefined || fieldOfKey(fields, key) !== undefined) return undefined
  return `"${key.slice(base.key.length + 1)}" cannot be the name of a ${base.label}. ${NAME_RULE}`
}

/** The values of a setting that there may be several of, with their names; undefined for the one without a name. */
export function valuesOfKey(
  settings: Settings,
  key: string,
): readonly { readonly name: string | undefined; readonly value: string }[] {
  return Object.entries(settings).flatMap(([each, value]) => {
    if (!value || (each !== key && !each.startsWith(`${key}.`))) return []
    return [{ name: each === key ? undefined : each.slice(key.length + 1), value }]
  })
}

/** A field, or one of the named values of a field. */
export interface NamedField extends SettingField {
  readonly name?: string
}

/** The fields, and one more for each named value that is stored. */
export const withNamed = (
  fields: readonly SettingField[],
  storedKeys: readonly string[],
): readonly NamedField[] =>
  fields.flatMap((field): NamedField[] => [
    field,
    ...storedKeys
      .filter(key => field.several === true && key.startsWith(`${field.key}.`))
      .sort()
      .map(key => {
        const name = key.slice(field.key.length + 1)
        return { ...field, key, name, label: `${field.label}: ${name}`, required: false }
      }),
  ])

/** Shorter secrets are not shown in part: their end would be too much of them. */
const PARTLY_SHOWN_MIN_CHARACTERS = 16

/** The end of a secret that tells it from others; null if that would reveal too much of it. */
export const endOfSecret = (secret: string): string | null =>
  secret.length < PARTLY_SHOWN_MIN_CHARACTERS ? null : secret.slice(-4)
