import type { Settings } from '../platform.ts'
import type { Finding, Probe, VendorCall, VendorResponse } from '../vendor.ts'
import { apiOf } from './settings.ts'

const REPORTS = 'Verify Chameleon’s reports'
const SECRET = 'List webhooks with the account secret'
const PROFILES = 'Write copy to profiles'

/**
 * Lists the account's webhooks, which changes nothing. Writing to a profile needs the same secret, but is not tested,
 * because it would create a person. https://developers.chameleon.io/apis/webhooks
 */
export const probe: Probe = async (settings, call) => [
  reports(settings),
  ...(await accountSecret(settings, call)),
]

function reports({ webhook_secret }: Settings): Finding {
  return webhook_secret
    ? {
        check: REPORTS,
        status: 'works',
        message: 'A webhook secret is set. The first webhook will show whether it is correct.',
        fix: null,
      }
    : {
        check: REPORTS,
        status: 'not-configured',
        message: 'Parley refuses every webhook of Chameleon, because it cannot verify the signature.',
        fix: 'Copy the webhook secret from Integrations > Webhooks in Chameleon into "Webhook secret".',
      }
}

async function accountSecret(settings: Settings, call: VendorCall): Promise<readonly Finding[]> {
  const { account_secret } = settings
  if (!account_secret) {
    const message = 'No account secret is set, so Parley cannot write copy to profiles.'
    const fix = 'Copy the account secret from Settings > Integrations in Chameleon into "Account secret".'
    return [SECRET, PROFILES].map(check => ({ check, status: 'not-configured', message, fix }))
  }
  const answer = await call({
    method: 'GET',
    url: `${apiOf(settings)}/v3/edit/webhooks?kind=webhook`,
    headers: { 'x-account-secret': account_secret },
  })
  if (!answer.ok) {
    const fix = 'Try again in a moment. If "API address" is set, check it.'
    return [{ check: SECRET, status: 'fails', message: answer.reason, fix }]
  }
  const refusal = refusalOf(answer.value)
  if (refusal !== undefined) return [{ check: SECRET, status: 'fails', ...refusal }]
  const known = 'Chameleon accepts the account secret; writing a profile needs nothing else.'
  return [listed(answer.value), { check: PROFILES, status: 'works', message: known, fix: null }]
}

/** Chameleon answers 403 to an unknown secret. https://developers.chameleon.io/concepts/errors */
function refusalOf({ status }: VendorResponse): Pick<Finding, 'message' | 'fix'> | undefined {
  if (status >= 200 && status < 300) return undefined
  if (status === 401 || status === 403) {
    return {
      message: 'Chameleon does not know this account secret, or it was revoked.',
      fix: 'Copy the account secret again from Settings > Integrations in Chameleon.',
    }
  }
  if (status === 404) {
    return {
      message: 'There is no API of Chameleon at this address.',
      fix: 'Empty "API address", or correct it: it ends before /v3.',
    }
  }
  if (status === 429) {
    return {
      message: 'Chameleon has had too many requests in the last minute.',
      fix: 'Wait a minute and try again. Calls of other tools with the same account count too.',
    }
  }
  const message = `Chameleon answered with status ${status}.`
  return { message, fix: 'Try again later, and look at status.chameleon.io.' }
}

function listed({ body }: VendorResponse): Finding {
  const webhooks = (body as { webhooks?: unknown } | null)?.webhooks
  if (!Array.isArray(webhooks)) {
    return {
      check: SECRET,
      status: 'fails',
      message: 'The answer is not one of Chameleon’s.',
      fix: 'Empty "API address", or correct it.',
    }
  }
  const failing = webhooks.filter(webhook => webhook?.last_item_state === 'error').length
  const trouble = failing === 0 ? '' : `; the last call of ${failing} of them failed`
  return {
    check: SECRET,
    status: 'works',
    message: `The account has ${webhooks.length} webhooks${trouble}.`,
    fix: null,
  }
}
