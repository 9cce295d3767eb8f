import { fail, ok, type Result } from '../../../lib/result.ts'
import type { Handshake, Settings } from '../platform.ts'
import type { VendorCall } from '../vendor.ts'
import { type Challenge, readChallenge } from './payload.ts'
import { otherFix, readTenant, saidBy, signIn } from './vendor-api.ts'

/**
 * When a callback is created, the vendor posts its id and a one-time key, unsigned. The callback becomes active when
 * Parley returns both through the REST API within four hours.
 */
export const handshake: Handshake = {
  recognises: body => readChallenge(body) !== undefined,

  async confirm(body, settings, call) {
    const challenge = readChallenge(body)
    if (challenge === undefined) return fail('This is not a handshake of the Event Notification Service.')
    const stranger = refuseStranger(challenge, settings)
    if (stranger !== undefined) return fail(stranger)
    const tenant = readTenant(settings)
    if (!tenant.ok)
      return fail(
        `${tenant.reason} Parley then confirms the callback by itself. Or confirm it yourself: send the body of this request to POST /platform/v1/ens-verify.`,
      )
    const session = await signIn(tenant.value, call)
    return session.ok ? sendBack(challenge, session.value.call) : session
  },
}

/** Anybody can send a handshake. Once the callback is configured, Parley confirms only that one. */
function refuseStranger({ callbackId }: Challenge, { callback_id: known }: Settings): string | undefined {
  if (!known || known.trim().toLowerCase() === callbackId.toLowerCase()) return undefined
  return `This is the handshake of the callback ${callbackId}, but the settings contain ${known.trim()}. If you have created a new callback, enter its callback_id and signature_key.`
}

async function sendBack(
  { callbackId, verificationKey }: Challenge,
  call: (method: 'POST', path: string, body: unknown) => ReturnType<VendorCall>,
): Promise<Result<void, string>> {
  const answer = await call('POST', '/platform/v1/ens-verify', { callbackId, verificationKey })
  if (!answer.ok) return fail(answer.reason)
  const { status, body } = answer.value
  if (status >= 200 && status < 300) return ok(undefined)
  if (status === 401 || status === 403)
    return fail(
      `The package has no permission to confirm callbacks (${saidBy(status, body)}). Give its API Integration the permission Event Notifications > Callbacks > Update.`,
    )
  if (status === 404)
    return fail(
      `Marketing Cloud does not know the callback ${callbackId} (404). It may have been deleted. If it belongs to another business unit, enter its MID as account_id.`,
    )
  if (status === 400)
    return fail(
      `Marketing Cloud did not accept the verification key (${saidBy(status, body)}). It is valid for one use and four hours: delete the callback and create it again.`,
    )
  return fail(otherFix(status, body))
}
