import { isFields, readFields } from '../fields.ts'
import { notConfigured, type Trial, tryOut } from '../finding.ts'
import type { Finding, Probe } from '../vendor.ts'
import { findAppApi } from './api.ts'

const WHERE = 'Settings > Workspace Settings > API and Webhook Credentials > App API Keys'
const PERMISSION = `In Customer.io, check the permissions of the key under ${WHERE}, and create a key that may read this.`

/** The calls of Verify to the App API. Both only read. */
const READINGS = [
  {
    check: 'List campaigns',
    path: '/v1/campaigns',
    works: 'The App API key may list campaigns.',
    notAllowed: PERMISSION,
  },
  {
    check: 'List transactional messages',
    path: '/v1/transactional',
    works:
      'The App API key may list transactional messages. Only a real send can show whether it may send them.',
    notAllowed: `${PERMISSION} The plan must also include transactional messages: ask Customer.io.`,
  },
] as const

export const probe: Probe = async (settings, call) => {
  const key = settings['app_api_key']
  if (!key) {
    const fix = `Set app_api_key. In Customer.io: ${WHERE}. Reports arrive and count without it.`
    return READINGS.map(({ check }) => notConfigured(check, 'The App API key', fix))
  }
  const api = findAppApi(settings)
  if (!api.ok) {
    return READINGS.map(
      ({ check }): Finding => ({
        check,
        status: 'fails',
        message: 'The address of the App API is unknown.',
        fix: api.reason,
      }),
    )
  }
  const trials = READINGS.map(
    ({ check, path, works, notAllowed }): Trial => ({
      check,
      vendor: 'Customer.io',
      request: { method: 'GET', url: `${api.value}${path}`, headers: { authorization: `Bearer ${key}` } },
      works,
      readReason,
      fixes: {
        unknownKey: `Copy an App API key from ${WHERE} (not a Track API key) into app_api_key. A key of one region does not work in the other: check region, us or eu.`,
        notAllowed,
        notFound: 'Check region and base_url. Without base_url, Parley calls the address of the region.',
      },
    }),
  )
  return Promise.all(trials.map(trial => tryOut(trial, call)))
}

/** An error answer has a list of errors, or one error under meta. */
function readReason(body: unknown): unknown {
  const { errors, meta } = readFields(body)
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined
  return isFields(first) ? first['detail'] : readFields(meta)['error']
}
