import { readFields } from '../fields.ts'
import { notConfigured, type Trial, tryOut } from '../finding.ts'
import type { Finding, Probe } from '../vendor.ts'
import { findApi } from './api.ts'

const WHERE = 'Integrations > API Keys'

type Attempt = Pick<Trial, 'check' | 'works' | 'isGranted'> & {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: unknown
}

/** Parley's uses of the API. */
const ATTEMPTS: readonly Attempt[] = [
  {
    check: 'List campaigns',
    method: 'GET',
    path: '/api/campaigns?page=1&pageSize=1',
    works: 'The key may list campaigns.',
  },
  { check: 'List templates', method: 'GET', path: '/api/templates', works: 'The key may list templates.' },
  {
    check: 'Update users',
    method: 'POST',
    path: '/api/users/update',
    // The body names nobody, so the call changes nothing. Iterable refuses a key without permission before it reads
    // the body.
    body: {},
    isGranted: ({ status }) => status === 400 || (status >= 200 && status < 300),
    works: 'The key may write to users. Nothing was written, because the test update names nobody.',
  },
]

export const probe: Probe = async (settings, call) => {
  const key = settings['api_key']
  if (!key) {
    const fix = `Set api_key to a server-side key. In Iterable: ${WHERE}. Reports arrive and count without it.`
    return ATTEMPTS.map(({ check }) => notConfigured(check, 'The server-side API key', fix))
  }
  const api = findApi(settings)
  if (!api.ok) {
    const message = 'The address of the API is unknown.'
    return ATTEMPTS.map(({ check }): Finding => ({ check, status: 'fails', message, fix: api.reason }))
  }
  return Promise.all(ATTEMPTS.map(attempt => tryOut(toTrial(attempt, api.value, key), call)))
}

function toTrial({ method, path, body, ...rest }: Attempt, api: string, key: string): Trial {
  return {
    ...rest,
    vendor: 'Iterable',
    request: {
      method,
      url: `${api}${path}`,
      headers: { 'api-key': key },
      ...(body !== undefined && { body }),
    },
    readReason: answer => readFields(answer)['msg'],
    fixes: {
      // Iterable answers 401 both to an unknown key and to a key type with too few permissions.
      unknownKey: `The key is wrong, disabled, of the other data center (check region, us or eu), or of a type without this permission. Create one of the type Server-side under ${WHERE}, and set api_key.`,
      notAllowed: `Create a key of the type Server-side under ${WHERE}, and set api_key.`,
      notFound: 'Check region and base_url. Without base_url, Parley calls the address of the region.',
    },
  }
}
