import { faultOfName, fieldOfKey } from '../../core/platforms/named-settings.ts'
import type { SettingField } from '../../core/platforms/platform.ts'
import { isSealed, type Vault } from '../http/secrets.ts'
import { pointerTo, refuseAny } from '../http/unprocessable.ts'

type Changes = Readonly<Record<string, string | null>>

/** An object with settings: a platform or a transport. */
interface Configurable {
  readonly name: string
  readonly settings: readonly SettingField[]
}

/**
 * Changes of settings in the stored form, with encrypted secrets.
 * @throws Problem unprocessable, with every invalid setting
 */
export function seal(configurable: Configurable, changes: Changes, vault: Vault): Changes {
  refuseAny(
    Object.entries(changes).flatMap(([key, value]) => {
      const message = faultOf(configurable, key, value)
      return message === undefined ? [] : [{ field: pointerTo('settings', key), message }]
    }),
  )
  const isSecret = (key: string) => fieldOfKey(configurable.settings, key)?.kind === 'secret'
  return Object.fromEntries(
    Object.entries(changes).map(([key, given]) => {
      const value = given?.trim() ?? null
      return [key, value !== null && isSecret(key) ? vault.seal(value) : value]
    }),
  )
}

function faultOf({ name, settings }: Configurable, key: string, value: string | null): string | undefined {
  if (fieldOfKey(settings, key) === undefined) {
    const nameFault = faultOfName(settings, key)
    if (nameFault !== undefined) return nameFault
    const known = settings.map(field => (field.several ? `${field.key} and ${field.key}.<name>` : field.key))
    return `${name} has no setting "${key}". It has ${known.length > 0 ? known.join(', ') : 'none'}.`
  }
  if (value?.trim() === '') return `"${key}" is empty. Send null to remove it.`
  // It would be read as an encrypted secret later.
  if (value !== null && isSealed(value.trim()))
    return `"${key}" looks like a sealed secret. Send the secret itself.`
  return undefined
}
