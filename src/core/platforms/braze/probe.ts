import { fail, ok, type Result } from '../../../lib/result.ts'
import { readFields, readText } from '../fields.ts'
import { notConfigured, type Trial, tryOut } from '../finding.ts'
import type { Finding, Probe } from '../vendor.ts'

const WHERE = 'Settings > APIs and Identifiers'

/** The calls of Verify to the REST API. Both only read, and both need a permission of the key. */
const READINGS = [
  { check: 'List campaigns', path: '/campaigns/list', list: 'campaigns', permission: 'campaigns.list' },
  { check: 'List Canvases', path: '/canvas/list', list: 'canvases', permission: 'canvas.list' },
] as const

/** Lists campaigns and Canvases with the REST API key: one finding each. */
export const probe: Probe = async ({ rest_key, rest_endpoint }, call) => {
  if (!rest_key) return missing('The REST API key', `Set rest_key. In Braze: ${WHERE} > Create API Key.`)
  if (!rest_endpoint) return missing('The REST endpoint', `Set rest_endpoint. Braze shows it under ${WHERE}.`)
  const api = findApi(rest_endpoint)
  if (!api.ok) {
    return READINGS.map(({ check }): Finding => {
      return { check, status: 'fails', message: 'The address of the REST API is unknown.', fix: api.reason }
    })
  }
  const trials = READINGS.map(({ check, path, list, permission }): Trial => {
    const newKey = `The permissions of a key cannot be changed: create a new one under ${WHERE} with ${permission} ticked, and set it as rest_key.`
    return {
      check,
      vendor: 'Braze',
      request: {
        method: 'GET',
        url: `${api.value}${path}?page=0`,
        headers: { authorization: `Bearer ${rest_key}`, accept: 'application/json' },
      },
      works: `The REST API key may read ${list} (${permission}).`,
      // Other servers also answer 200. Only the list proves that this server is Braze.
      isGranted: ({ status, body }) => status === 200 && Array.isArray(readFields(body)[list]),
      readReason: body => readFields(body)['message'],
      fixes: {
        // Braze gives the same answer to a key of another instance, and to a key without the permission.
        unknownKey: `Check three things. The key: copy it again from ${WHERE}. The instance: rest_endpoint must belong to your dashboard. The permission ${permission}. ${newKey}`,
        notAllowed: `The key may lack ${permission}, or be limited to other IP addresses than this server's. ${newKey}`,
        notFound: `Check rest_endpoint: it is the REST endpoint that Braze shows under ${WHERE}, such as https://rest.iad-01.braze.com.`,
      },
    }
  })
  return Promise.all(trials.map(trial => tryOut(trial, call)))
}

const missing = (what: string, fix: string): readonly Finding[] =>
  READINGS.map(({ check }) => notConfigured(check, what, `${fix} Reports arrive and count without it.`))

/** Braze shows the endpoint with or without https://. Users sometimes copy the dashboard's address instead. */
function findApi(endpoint: string): Result<string, string> {
  const text = readText(endpoint) ?? ''
  const address = (/^https?:\/\//i.test(text) ? text : `https://${text}`).replace(/\/+$/, '')
  if (!URL.canParse(address)) return fail(`"${endpoint}" is not a web address. Correct rest_endpoint.`)
  if (/^dashboard/i.test(new URL(address).host))
    return fail(`"${endpoint}" is the dashboard. Set rest_endpoint to the REST endpoint under ${WHERE}.`)
  return ok(address)
}
