import type { Settings } from '../../../core/platforms/platform.ts'
import type { Clock } from '../../../lib/clock.ts'
import { fail, ok } from '../../../lib/result.ts'
import type { FieldError } from '../../../runtime/http/problem.ts'
import type { Dial } from '../../../runtime/outbound/dial.ts'
import { failed } from '../../../runtime/outbox/retry.ts'
import { type Channel, needs, type Recipient, type Transport } from '../transport.ts'
import { composeMail, isAddress } from './mail.ts'
import { greetServer, type SmtpServer, sendMail } from './smtp-session.ts'

const PER_MINUTE = 600

/** The organisation's own mail server. `authorities` (PEM) are trusted instead of the system's authorities. */
export const createSmtp = (dial: Dial, clock: Clock, authorities?: string): Transport => ({
  slug: 'smtp',
  perMinute: settings => Number(settings['messages_per_minute']) || PER_MINUTE,
  check,
  async prepare(message, settings, ids) {
    const mail = await composeMail(message, settings, ids, clock())
    if (!mail.ok) return fail(failed({ reason: mail.reason }))
    return ok(() => sendMail(dial, serverOf(settings), mail.value, authorities))
  },
  async greet(settings) {
    const server = serverOf(settings)
    const greeted = await greetServer(dial, server, authorities)
    const check = server.login === undefined ? 'Connect to the mail server' : 'Sign in to the mail server'
    if (greeted.ok) return { check, status: 'works', message: `${server.host} lets Parley in.`, fix: null }
    return { check, status: 'fails', message: greeted.reason.reason, fix: FIX }
  },
})

const FIX = 'Check host, port, security, user and password. The mail server’s log may say more.'

function check({ email }: Recipient, channel: Channel): readonly FieldError[] {
  if (channel !== 'email')
    return [needs('template_id', `SMTP sends email only, and the template's channel is ${channel}.`)]
  if (email === null) return [needs('email', 'email is needed: SMTP sends to an address.')]
  return isAddress(email) ? [] : [needs('email', 'email must be one mail address, such as kim@example.org.')]
}

/** The mail server of these settings. */
export function serverOf(settings: Settings): SmtpServer {
  const { host = '', port, security = 'starttls', user, password } = settings
  const isTls = security === 'tls'
  return {
    host,
    port: port === undefined ? (isTls ? 465 : 587) : Number(port),
    security: isTls ? 'tls' : security === 'none' ? 'none' : 'starttls',
    login: user === undefined ? undefined : { user, pass: password ?? '' },
  }
}
