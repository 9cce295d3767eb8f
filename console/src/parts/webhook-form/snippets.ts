// How a receiver checks a signature, without a library. Tests run each of these.

/** The secret as the environment variable PARLEY_SECRET; the raw body on standard input; the three headers as arguments. */
export const SNIPPETS = [
  {
    language: 'JavaScript',
    text: `import { createHmac, timingSafeEqual } from 'node:crypto'

// body: the raw text of the request. Keep it: JSON that is parsed and written again has another signature.
export function isFromParley(headers, body, secret) {
  const age = Math.abs(Date.now() / 1000 - Number(headers['webhook-timestamp']))
  if (!(age < 300)) return false
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signed = \`\${headers['webhook-id']}.\${headers['webhook-timestamp']}.\${body}\`
  const expected = createHmac('sha256', key).update(signed).digest()
  // While a secret is replaced there are two signatures.
  return headers['webhook-signature'].split(' ').some(each => {
    const given = Buffer.from(each.replace('v1,', ''), 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}
`,
  },
  {
    language: 'Python',
    text: `import base64, hashlib, hmac, time

# body: the raw bytes of the request.
def is_from_parley(headers, body, secret):
    if abs(time.time() - int(headers["webhook-timestamp"])) >= 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.'.encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    # While a secret is replaced there are two signatures.
    return any(hmac.compare_digest(each, expected) for each in headers["webhook-signature"].split(" "))
`,
  },
] as const
