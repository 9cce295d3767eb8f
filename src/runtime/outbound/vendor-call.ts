import type { VendorCall } from '../../core/platforms/vendor.ts'
import { readJson } from '../../lib/json.ts'
import { fail, ok } from '../../lib/result.ts'
import type { Outbound } from './outbound.ts'

/** Calls to platforms' own APIs: JSON or forms out, JSON or text back. */
export const vendorCall =
  (outbound: Outbound): VendorCall =>
  async ({ method, url, headers, body }) => {
    const sent = await outbound.send({
      method,
      url,
      ...(body === undefined
        ? { headers }
        : { headers: { ...contentTypeFor(body, headers), ...headers }, body: encode(body) }),
    })
    if (!sent.ok) return fail(sent.reason.message)
    const json = readJson(sent.value.body)
    return ok({
      ...sent.value,
      body: json.ok ? json.value : Buffer.from(sent.value.body).toString('utf8'),
    })
  }

const encode = (body: unknown): string =>
  body instanceof URLSearchParams ? body.toString() : JSON.stringify(body)

function contentTypeFor(body: unknown, headers: Readonly<Record<string, string>>): Record<string, string> {
  if (Object.keys(headers).some(name => name.toLowerCase() === 'content-type')) return {}
  return {
    'content-type':
      body instanceof URLSearchParams ? 'application/x-www-form-urlencoded' : 'application/json',
  }
}
