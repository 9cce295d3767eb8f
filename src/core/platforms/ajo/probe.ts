import { isFields, readFields, readText } from '../fields.ts'
import { notConfigured, type Trial, tryOut } from '../finding.ts'
import type { Settings } from '../platform.ts'
import type { Finding, Probe, VendorCall, VendorResponse } from '../vendor.ts'
import { type AdobeApi, findAdobeApi, platformHeaders, SANDBOX, tokenRequest } from './api.ts'

const CONSOLE = 'In Adobe Developer Console, open the project and its OAuth Server-to-Server credential'
const TOKEN_CHECK = 'Get an access token from Adobe'
const NEEDED = ['client_id', 'client_secret', 'ims_org_id']

/** The API calls of Verify. All of them only read. */
const READINGS = [
  {
    check: 'Read the sandbox',
    path: '/data/foundation/sandbox-management/?limit=100',
    permission: 'In Adobe Experience Platform > Permissions > Roles, add the credential to a role.',
  },
  {
    check: 'List campaigns',
    path: '/journey/campaigns/service/campaigns?count=1',
    permission:
      'In Adobe Experience Platform > Permissions > Roles, give the role of the credential View campaigns in this sandbox.',
  },
  {
    check: 'Reach the message execution API',
    path: '/ajo/im/health',
    permission:
      'In Adobe Experience Platform > Permissions > Roles, give the role of the credential the campaign permissions of this sandbox.',
  },
] as const

export const probe: Probe = async (settings, call) => {
  const missing = NEEDED.filter(key => !settings[key])
  if (missing.length > 0) {
    const fix = `Set ${missing.join(', ')}. ${CONSOLE}. Reports arrive and count without it.`
    return [TOKEN_CHECK, ...READINGS.map(({ check }) => check)].map(check =>
      notConfigured(check, `The credential of Adobe (${missing.join(', ')})`, fix),
    )
  }
  const api = findAdobeApi(settings)
  if (!api.ok) {
    return [failed(TOKEN_CHECK, 'The address of Adobe is unknown.', api.reason)]
  }
  const answer = await call(tokenRequest(api.value, settings))
  const accessToken = answer.ok ? readText(readFields(answer.value.body)['access_token'], 10_000) : null
  const first = await judgeToken(settings, api.value, answer)
  if (accessToken === null) return [first]
  const rest = READINGS.map(reading => read(reading, settings, api.value, accessToken, call))
  return [first, ...(await Promise.all(rest))]
}

type Answer = Awaited<ReturnType<VendorCall>>

function judgeToken(settings: Settings, api: AdobeApi, answer: Answer): Finding | Promise<Finding> {
  const { error, error_description } = readFields(answer.ok ? answer.value.body : undefined)
  const reason = readText(error_description, 300) ?? readText(error, 300)
  const fix = TOKEN_FIXES.get(readText(error) ?? '')
  if (fix !== undefined) return failed(TOKEN_CHECK, `Adobe issues no access token: ${reason}`, fix)
  const trial: Trial = {
    check: TOKEN_CHECK,
    vendor: 'Adobe',
    request: tokenRequest(api, settings),
    works: 'Adobe issues an access token for the credential.',
    isGranted: ({ body }) => readText(readFields(body)['access_token'], 10_000) !== null,
    readReason: () => reason,
    fixes: {
      unknownKey: `${CONSOLE}, and copy Client ID and Client Secret anew.`,
      notAllowed: `${CONSOLE}, and check that it is active.`,
      notFound: 'Check ims_url. Without it, the sign-in address of Adobe is called.',
    },
  }
  return tryOut(trial, () => Promise.resolve(answer))
}

/** The `error` of OAuth 2.0 (RFC 6749, section 5.2). */
const TOKEN_FIXES: ReadonlyMap<string, string> = new Map([
  [
    'invalid_client',
    `${CONSOLE}, and copy Client ID and Client Secret anew into client_id and client_secret.`,
  ],
  ['unauthorized_client', `${CONSOLE}: another kind of credential has no client_credentials grant.`],
  ['invalid_scope', `${CONSOLE}, and copy its Scopes into scopes, separated by commas.`],
])

async function read(
  { check, path, permission }: (typeof READINGS)[number],
  settings: Settings,
  api: AdobeApi,
  accessToken: string,
  call: VendorCall,
): Promise<Finding> {
  const headers = platformHeaders(settings, accessToken)
  const request = { method: 'GET', url: `${api.platform}${path}`, headers } as const
  const answer = await call(request)
  const sandbox = settings['sandbox_name'] || SANDBOX
  const visible = answer.ok ? sandboxesIn(answer.value) : undefined
  if (visible !== undefined && !visible.includes(sandbox)) {
    const message = `The credential has no access to the sandbox "${sandbox}". It has access to: ${visible.join(', ') || 'none'}.`
    return failed(check, message, `Correct sandbox_name, or ${permission.replace(/^In/, 'in')}`)
  }
  const trial: Trial = {
    check,
    vendor: 'Adobe',
    request,
    works: `Adobe answers for the sandbox "${sandbox}".`,
    readReason,
    fixes: {
      unknownKey: 'Check ims_org_id: the token is valid only for the organisation of the credential.',
      notAllowed: answer.ok && lacksApi(answer.value) ? ADD_API : permission,
      notFound: 'Check base_url. Without it, the API address of Adobe is called.',
    },
  }
  return tryOut(trial, () => Promise.resolve(answer))
}

const ADD_API =
  'In Adobe Developer Console, add the APIs Adobe Journey Optimizer and Experience Platform to the project of this credential.'

/** The names in a list of sandboxes; undefined if the answer is not such a list. */
function sandboxesIn({ status, body }: VendorResponse): readonly string[] | undefined {
  const list = readFields(body)['sandboxes']
  if (status !== 200 || !Array.isArray(list)) return undefined
  return list.flatMap(item => readText(readFields(item)['name']) ?? [])
}

/** Adobe's gateway uses these codes if the project lacks the API. Services use other codes. */
const lacksApi = ({ body }: VendorResponse): boolean =>
  ['403000', '403003'].includes(readText(readFields(body)['error_code']) ?? '')

/** The gateway uses `message`; services use `title` and sometimes `detail`. */
const readReason = (body: unknown): unknown => {
  const { message, detail, title } = isFields(body) ? body : {}
  return message ?? detail ?? title
}

const failed = (check: string, message: string, fix: string): Finding => ({
  check,
  status: 'fails',
  message,
  fix,
})
