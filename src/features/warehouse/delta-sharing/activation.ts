import { fail, ok, type Result } from '../../../lib/result.ts'
import type { Outbound } from '../../../runtime/outbound/outbound.ts'

const PAGE = '/delta_sharing/retrieve_config.html'
const API = '/api/2.1/unity-catalog/public/data_sharing_activation/'
const TOKEN = /^[\w.~-]{8,2000}$/
const TIMEOUT_MS = 30_000

/**
 * The address that gives the profile of an activation link. It does so once.
 * @returns fails with a sentence that does not repeat the link
 */
export function addressOfLink(link: string): Result<string, string> {
  const url = URL.parse(link.trim())
  if (url?.protocol !== 'https:') return fail('The activation link does not begin with https://.')
  const token = url.search.slice(1)
  if (url.pathname !== PAGE || !TOKEN.test(token) || url.username !== '')
    return fail(
      `This is no activation link of Databricks. It looks like https://<workspace>${PAGE}?<token>. If you have downloaded the profile already, give the file instead.`,
    )
  return ok(`${url.origin}${API}${token}`)
}

/**
 * Redeems an activation link. A second call finds it used, so it is never repeated.
 * @returns the profile as it came; or a sentence that does not repeat the link
 */
export async function redeem(
  outbound: Pick<Outbound, 'send'>,
  link: string,
): Promise<Result<string, string>> {
  const url = addressOfLink(link)
  if (!url.ok) return url
  const sent = await outbound.send({
    ...{ method: 'GET', url: url.value, timeoutMs: TIMEOUT_MS },
    headers: { accept: 'application/json' },
  })
  if (!sent.ok)
    return fail(
      sent.reason.mayHaveArrived
        ? `${sent.reason.message} The link may be used up: ask for a new one (in Databricks: rotate the recipient's token).`
        : `${sent.reason.message} The link has not been used.`,
    )
  const { status, body } = sent.value
  if (status === 200) return ok(Buffer.from(body).toString('utf8'))
  return fail(
    `The server answered ${status}. An activation link works once and for a limited time: ask for a new one (in Databricks: rotate the recipient's token).`,
  )
}
