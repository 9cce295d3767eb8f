import type { IncomingHttpHeaders } from 'node:http'
import { type CookieSerializeOptions, fastifyCookie } from '@fastify/cookie'

/** The session cookie of this server. */
export interface SessionCookie {
  readonly name: string
  readonly options: CookieSerializeOptions
}

/**
 * The cookie for a public URL: only for https, or for http on this machine. Undefined elsewhere, where everybody on
 * the way could read it. A name with `__Host-` cannot be set by another host of the same domain.
 */
export function cookieFor(publicUrl: string): SessionCookie | undefined {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined
  const options = { path: '/', httpOnly: true, sameSite: 'lax' } as const
  if (url?.protocol === 'https:') return { name: '__Host-parley', options: { ...options, secure: true } }
  return url !== undefined && isLoopback(url.hostname) ? { name: 'parley', options } : undefined
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host)

/** The value of a cookie in the headers of a request. */
export const readCookie = ({ cookie }: IncomingHttpHeaders, name: string): string | undefined => {
  const value = cookie === undefined ? undefined : fastifyCookie.parse(cookie)[name]
  return value === '' ? undefined : value
}
