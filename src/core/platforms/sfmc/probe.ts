import { type Fields, isFields, readText } from '../fields.ts'
import type { Settings } from '../platform.ts'
import type { Finding, Probe, VendorResponse } from '../vendor.ts'
import { otherFix, readTenant, type Session, saidBy, signIn } from './vendor-api.ts'

/** Signs in, then reads the callback and its subscriptions. */
export const probe: Probe = async (settings, call) => {
  const key = checkKey(settings)
  const tenant = readTenant(settings)
  if (!tenant.ok) return [key, notConfigured(SIGN_IN, 'Parley cannot sign in.', tenant.reason)]
  const session = await signIn(tenant.value, call)
  if (!session.ok) return [key, fails(SIGN_IN, 'Parley could not sign in.', session.reason)]
  return [
    key,
    works(SIGN_IN, 'Marketing Cloud gave Parley a token.'),
    checkMayConfirm(session.value),
    await checkCallback(session.value, settings),
    await checkSubscriptions(session.value, settings),
  ]
}

const KEY = 'Check reports with the signature key'
const SIGN_IN = 'Sign in with the client ID and secret'
const CONFIRM = 'Confirm callbacks'
const CALLBACK = 'Read the callback'
const SUBSCRIPTIONS = 'Read the subscriptions of the callback'

const works = (check: string, message: string): Finding => ({ check, status: 'works', message, fix: null })
const fails = (check: string, message: string, fix: string): Finding => ({
  check,
  status: 'fails',
  message,
  fix,
})
const notConfigured = (check: string, message: string, fix: string): Finding => ({
  check,
  status: 'not-configured',
  message,
  fix,
})

/** No API call can verify the key. The vendor shows it only once, to the creator of the callback. */
const checkKey = ({ signature_key: key }: Settings): Finding =>
  key
    ? works(KEY, 'A signature key is stored. The first report will show whether it is correct.')
    : notConfigured(
        KEY,
        'No signature key is stored, so Parley refuses every report.',
        'Enter signature_key: it is in the answer to the call that created the callback.',
      )

const UPDATE_SCOPE = 'event_notification_callback_update'

function checkMayConfirm({ scopes }: Session): Finding {
  return scopes === null || scopes.has(UPDATE_SCOPE)
    ? works(CONFIRM, 'Parley may confirm the callback when it is created.')
    : fails(
        CONFIRM,
        'The package has no permission to confirm callbacks.',
        'Give its API Integration the permission Event Notifications > Callbacks > Update.',
      )
}

async function checkCallback({ call }: Session, { callback_id: id }: Settings): Promise<Finding> {
  const answer = await call('GET', '/platform/v1/ens-callbacks')
  if (!answer.ok) return fails(CALLBACK, 'Marketing Cloud could not be reached.', answer.reason)
  if (answer.value.status !== 200) return refused(CALLBACK, answer.value, 'Callbacks')
  const callbacks = listIn(answer.value.body)
  if (!id) {
    const create = 'Create a callback according to the instructions, then enter its callback_id.'
    return notConfigured(CALLBACK, `The business unit has ${count(callbacks.length, 'callback')}.`, create)
  }
  const own = callbacks.find(callback => sameText(callback['callbackId'], id))
  if (own === undefined)
    return fails(
      CALLBACK,
      `The business unit has ${count(callbacks.length, 'callback')}, but not ${id.trim()}.`,
      'Enter the callback_id of the callback that reports to Parley, or its business unit as account_id.',
    )
  const status = readText(own['status'])?.toLowerCase()
  return status === undefined || status === 'verified'
    ? works(CALLBACK, 'The callback exists and is confirmed.')
    : fails(
        CALLBACK,
        `The callback exists, but its status is ${status}.`,
        'Look for the handshake in the inbound log: it gives the reason.',
      )
}

async function checkSubscriptions({ call }: Session, { callback_id: id }: Settings): Promise<Finding> {
  if (!id) return notConfigured(SUBSCRIPTIONS, 'Parley does not know the callback.', 'Enter its callback_id.')
  const path = `/platform/v1/ens-subscriptions-by-cb/${encodeURIComponent(id.trim())}`
  const answer = await call('GET', path)
  if (!answer.ok) return fails(SUBSCRIPTIONS, 'Marketing Cloud could not be reached.', answer.reason)
  const { status, body } = answer.value
  const create = 'Create a subscription for the callback, according to the instructions.'
  if (status === 404) return fails(SUBSCRIPTIONS, 'The callback has no subscription.', create)
  if (status !== 200) return refused(SUBSCRIPTIONS, answer.value, 'Subscriptions')
  const subscriptions = listIn(body)
  const active = subscriptions.filter(({ status }) => status === undefined || sameText(status, 'active'))
  if (active.length > 0)
    return works(SUBSCRIPTIONS, `The callback has ${count(active.length, 'active subscription')}.`)
  return subscriptions.length === 0
    ? fails(SUBSCRIPTIONS, 'The callback has no subscription.', create)
    : fails(SUBSCRIPTIONS, 'Its subscriptions are paused.', 'Set the status of a subscription to active.')
}

function refused(check: string, { status, body }: VendorResponse, permission: string): Finding {
  const message = `Marketing Cloud refused (${saidBy(status, body)}).`
  return status === 401 || status === 403
    ? fails(
        check,
        message,
        `Give the API Integration of the package the permission Event Notifications > ${permission} > Read.`,
      )
    : fails(check, message, otherFix(status, body))
}

const listIn = (body: unknown): readonly Fields[] => (Array.isArray(body) ? body.filter(isFields) : [])
const sameText = (left: unknown, right: string): boolean =>
  readText(left)?.toLowerCase() === right.trim().toLowerCase()
const count = (number: number, what: string): string =>
  number === 0 ? `no ${what}` : `${number} ${what}${number === 1 ? '' : 's'}`
