import type { SettingField } from './platform.ts'
import type { Settings } from './settings.ts'

/** A name that an organisation gives to one of several values of a setting, such as a workspace. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/i

/** The field of a key: its own, or `signing_key` for `signing_key.eu`. Undefined if there is none. */
export function fieldOfKey(fields: readonly SettingField[], key: string): SettingField | undefined {
  const [base = '', ...rest] = key.split('.')
  const name = rest.join('.')
  return fields.find(
    field => field.key === key || (field.several === true && field.key === base && NAME.test(name)),
  )
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

/** The fields, and one more for each named value that is stored. */
export const withNamed = (
  fields: readonly SettingField[],
  storedKeys: readonly string[],
): readonly SettingField[] =>
  fields.flatMap(field => [
    field,
    ...storedKeys
      .filter(key => field.several === true && key.startsWith(`${field.key}.`))
      .sort()
      .map(key => ({
        ...field,
        key,
        label: `${field.label}: ${key.slice(field.key.length + 1)}`,
        required: false,
      })),
  ])
