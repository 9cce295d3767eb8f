import type { RequestDetail } from '../../../../src/features/inbound-log/schema.ts'

const SHOWN_MAX = 20_000

/** The beginning of a long text, for the page. */
export const shortened = (text: string): string => (text.length > SHOWN_MAX ? text.slice(0, SHOWN_MAX) : text)

/** The body as it came; JSON with line breaks. */
export function rawOf({ body, outcome }: Pick<RequestDetail, 'body' | 'outcome'>): string {
  if (outcome === 'refused') return 'The body of a refused call is not kept.'
  if (body.encoding === 'base64') return body.base64 ?? ''
  const text = body.text ?? ''
  if (text === '') return 'The body is empty, or it was erased or masked.'
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/** Headers of the connection, which a shell command makes itself. */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'host',
  'accept-encoding',
  'parley-sample',
])

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** The call as a command for a shell. Secrets are not stored, so they stand as variables. */
export function curlOf(
  { platform, headers, query, body }: RequestDetail,
  org: string,
  origin: string,
): string {
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, String(value)]),
  ).toString()
  const address = `${origin}/api/webhook/${encodeURIComponent(platform)}/${encodeURIComponent(org)}${search && `?${search}`}`
  const lines = [
    `curl -X POST ${quoted(address)}`,
    ...Object.entries(headers)
      .filter(([name]) => !OF_CONNECTION.has(name))
      .map(([name, value]) =>
        value === '(hidden)' ? `-H "${name}: $SECRET"` : `-H ${quoted(`${name}: ${value}`)}`,
      ),
    ...(body.encoding === 'base64'
      ? [`--data-binary @<(echo ${quoted(body.base64 ?? '')} | base64 -d)`]
      : [`--data-binary ${quoted(body.text ?? '')}`]),
  ]
  return lines.join(' \\\n  ')
}
