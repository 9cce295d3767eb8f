import { numberInWords } from './numbers.ts'

interface Tested {
  readonly ok: boolean
  readonly took_ms: number
  readonly response: { readonly status: number } | null
  readonly reason: string | null
}

/** The result of a call to a receiver, for a chip. */
export function outcomeInWords({ ok, took_ms, response }: Tested): string {
  const took = `${numberInWords(took_ms)} ms`
  if (response === null) return `No answer in ${took}`
  return `${ok ? 'Accepted' : 'Refused'}: ${response.status} in ${took}`
}

/** The same as a sentence, with the next step where there is one. */
export function testInWords(tested: Tested, audience: string | undefined): string {
  const { ok, response, reason } = tested
  if (ok) return `Your server answered ${response?.status ?? ''} and took the report.`.replace('  ', ' ')
  if (response === null) return reason ?? 'No answer came.'
  const said = `Your server answered ${response.status}.`
  if (response.status === 401 || response.status === 403)
    return audience === undefined
      ? `${said} It does not accept the authentication; what it replied is below.`
      : `${said} The token it got said audience ${audience}; what it replied is below.`
  if (response.status === 404) return `${said} Check the path of the Webhook URL.`
  if (response.status === 405) return `${said} It must accept POST.`
  if (response.status >= 500) return `${said} It failed; its own log says why.`
  return `${said} What it replied is below.`
}

/** An answer of a receiver as it came over the wire. */
export const responseText = (response: {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}): string =>
  [
    `HTTP ${response.status}`,
    ...Object.entries(response.headers).map(([name, value]) => `${name}: ${value}`),
    ...(response.body === '' ? [] : ['', response.body]),
  ].join('\n')

/** A call to a receiver as a command for a shell. Secrets are masked in it. */
export const exchangeAsCurl = (
  { method, url, headers }: { method: string; url: string; headers: Readonly<Record<string, string>> },
  body: string,
): string =>
  [
    `curl -X ${method} '${url}'`,
    ...Object.entries(headers).map(([name, value]) => `-H '${name}: ${value.replaceAll("'", "'\\''")}'`),
    `-d '${body.replaceAll("'", "'\\''")}'`,
  ].join(' \\\n  ')

interface Health {
  readonly status: 'idle' | 'ok' | 'failing' | 'warning'
}

/** The state of a webhook in one or two words. */
export function webhookInWords(
  status: 'active' | 'paused' | 'disabled',
  health: Health,
): { readonly text: string; readonly tone: 'positive' | 'negative' | 'warning' | 'plain' } {
  if (status === 'disabled') return { text: 'Disabled', tone: 'negative' }
  if (status === 'paused') return { text: 'Paused', tone: 'plain' }
  if (health.status === 'ok') return { text: 'Working', tone: 'positive' }
  if (health.status === 'idle') return { text: 'Nothing sent yet', tone: 'plain' }
  return health.status === 'warning'
    ? { text: 'Failing for a day', tone: 'negative' }
    : { text: 'Failing', tone: 'warning' }
}
