import { isIP, type Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import type { Dial } from './dial.ts'
import type { FailureKind } from './failure.ts'
import type { Outbound } from './outbound.ts'

export interface Hint {
  readonly check: 'syntax' | 'resolves' | 'public' | 'certificate'
  readonly ok: boolean
  /** The finding in words, with the fix. */
  readonly text: string
}

export interface Inspection {
  /** In their order. A check that could not be made is left out. */
  readonly hints: readonly Hint[]
  /** Null if no certificate was seen. */
  readonly validUntil: Date | null
}

const HANDSHAKE_MS = 5_000
const SOON_MS = 14 * 86_400_000

/**
 * What can be said about an address without a call: it opens a connection to look at the certificate, and sends
 * nothing. The connection goes through the guard of all outgoing calls.
 */
export async function inspectUrl(
  { outbound, dial }: { readonly outbound: Outbound; readonly dial: Dial },
  text: string,
  now: Date,
): Promise<Inspection> {
  const vetted = await outbound.vet(text)
  if (!vetted.ok) return { hints: refusalOf(vetted.reason.kind, vetted.reason.message), validUntil: null }
  const url = vetted.value
  const { hostname, protocol } = url
  const host = hostname.replace(/^\[|\]$/g, '')
  if (protocol === 'http:') {
    const allowed = `${host} may be called without encryption: the operator has listed it.`
    return { hints: [SYNTAX_HTTP, { check: 'public', ok: true, text: allowed }], validUntil: null }
  }
  const dialled = await dial(host, Number(url.port || 443), true)
  if (!dialled.ok) {
    const { kind, message } = dialled.reason
    return {
      hints: [SYNTAX, ...refusalOf(kind, message).filter(({ check }) => check !== 'syntax')],
      validUntil: null,
    }
  }
  const found = await certificateOf(dialled.value, host)
  const reached: Hint = {
    check: 'public',
    ok: true,
    text: `${host} resolves to an address that may be called.`,
  }
  const { hint, validUntil } = describe(found, host, now)
  return { hints: [SYNTAX, reached, hint], validUntil }
}

const SYNTAX: Hint = { check: 'syntax', ok: true, text: 'The address uses https.' }
const SYNTAX_HTTP: Hint = { check: 'syntax', ok: true, text: 'The address uses http.' }

function refusalOf(kind: FailureKind, text: string): readonly Hint[] {
  if (kind === 'invalid-request') return [{ check: 'syntax', ok: false, text }]
  if (kind === 'address-refused') return [SYNTAX, { check: 'public', ok: false, text }]
  return [SYNTAX, { check: 'resolves', ok: false, text }]
}

interface Seen {
  readonly fault: string | undefined
  readonly validUntil: Date | null
}

function describe(
  { fault, validUntil }: Seen,
  host: string,
  now: Date,
): { hint: Hint; validUntil: Date | null } {
  const hint = (ok: boolean, text: string): Hint => ({ check: 'certificate', ok, text })
  if (fault !== undefined || validUntil === null)
    return {
      hint: hint(
        false,
        `No secure connection with ${host} (${fault ?? 'no certificate'}). Check its certificate.`,
      ),
      validUntil,
    }
  const day = validUntil.toISOString().slice(0, 10)
  const isSoon = validUntil.getTime() - now.getTime() < SOON_MS
  return {
    hint: isSoon
      ? hint(false, `The certificate ends on ${day}. Renew it in time.`)
      : hint(true, `The certificate is good until ${day}.`),
    validUntil,
  }
}

/** The certificate of a server, trusted or not, and what is wrong with it. The socket is closed afterwards. */
function certificateOf(socket: Socket, host: string): Promise<Seen> {
  return new Promise(resolve => {
    const end = (seen: Seen) => {
      clearTimeout(timer)
      secure.destroy()
      resolve(seen)
    }
    // An untrusted certificate is a finding, and nothing is sent.
    const secure: TLSSocket = connect({
      socket,
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
    })
    const timer = setTimeout(() => end({ fault: 'no answer in time', validUntil: null }), HANDSHAKE_MS)
    secure.once('secureConnect', () => {
      const { valid_to: until } = secure.getPeerCertificate()
      const { authorized, authorizationError } = secure
      end({
        fault: authorized ? undefined : String(authorizationError ?? 'not trusted'),
        validUntil: until ? new Date(until) : null,
      })
    })
    secure.once('error', error => end({ fault: error.message, validUntil: null }))
  })
}
