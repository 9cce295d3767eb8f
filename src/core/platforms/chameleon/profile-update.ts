import { fail, ok, type Result } from '../../../lib/result.ts'
import { readFields } from '../fields.ts'
import { listOf } from '../integration-list.ts'
import type { ProfileChoice, Refusals, Settings } from '../platform.ts'
import type { VendorRequest } from '../vendor.ts'
import { propertyName } from './property-name.ts'
import { apiOf } from './settings.ts'

/** Chameleon cuts every value at this length, without an error. */
const VALUE_BYTES_MAX = 768

/**
 * Chameleon accepts 60 to 120 requests a minute for each account, over all of its API.
 * https://developers.chameleon.io/concepts/rate-limiting
 */
export const UPDATES_PER_MINUTE = 60

/** The pause is in seconds; the reasons are a list of sentences. */
export const REFUSAL: Refusals = {
  pauseHeaders: ['x-retry-after', 'x-ratelimit-wait'],
  words(body) {
    const { messages } = readFields(body)
    return Array.isArray(messages) ? messages.join(' ') : null
  },
}

/**
 * The call that writes a choice to the person's profile. The Tour shows the values, and Chameleon's webhooks return
 * them: `copy_id_<tour id>`, `tracking_id_<tour id>`, and `<variable>_<tour id>` for every variable.
 * https://developers.chameleon.io/webhooks/profiles
 * @returns or the reason why it cannot be written, with the fix
 */
export function profileUpdate(
  choice: ProfileChoice,
  settings: Settings,
  integration: Readonly<Record<string, string>>,
): Result<VendorRequest, string> {
  const { account_secret } = settings
  if (!account_secret)
    return fail('The account secret of Chameleon is missing. Enter it in the settings of the platform.')
  const tourIds = listOf(integration['tour_id'])
  if (tourIds.length === 0)
    return fail('The template has no Tour ID. Enter it in the template’s integration with Chameleon.')
  const person = choice.userId === null ? { email: choice.email } : { uid: choice.userId }
  if (choice.userId === null && choice.email === null)
    return fail('The choice has no user id. Request the copy with a user_id.')
  const tooLong = findTooLong(choice)
  if (tooLong !== undefined) return fail(tooLong)
  return ok({
    method: 'POST',
    url: `${apiOf(settings)}/v3/observe/hooks/profiles`,
    headers: { 'x-account-secret': account_secret },
    body: Object.assign({}, person, ...tourIds.map(tourId => propertiesOf(choice, tourId))),
  })
}

function propertiesOf({ copyId, trackingId, vars }: ProfileChoice, tourId: string): Record<string, string> {
  const values = { ...vars, copy_id: copyId, tracking_id: trackingId }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [propertyName(name, tourId), value]),
  )
}

function findTooLong({ vars }: ProfileChoice): string | undefined {
  for (const [name, value] of Object.entries(vars)) {
    const bytes = Buffer.byteLength(value)
    if (bytes > VALUE_BYTES_MAX)
      return `"${name}" is ${bytes} bytes long, and Chameleon keeps only ${VALUE_BYTES_MAX} bytes of a value. Shorten the copy, or split it into two variables.`
  }
  return undefined
}
