import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { fail, ok, type Result } from '../../../lib/result.ts'
import type { Dial } from '../../../runtime/outbound/dial.ts'
import { type Failed, failed } from '../../../runtime/outbox/retry.ts'
import { hasNoWay } from '../retry-policy.ts'
import type { SendAnswer } from '../transport.ts'
import type { Mail } from './mail.ts'

export interface SmtpServer {
  readonly host: string
  readonly port: number
  readonly security: 'tls' | 'starttls' | 'none'
  readonly login: { readonly user: string; readonly pass: string } | undefined
}

/** The fields of nodemailer's errors. */
interface SmtpError extends Error {
  readonly code?: string | undefined
  readonly command?: string | undefined
  readonly responseCode?: number | undefined
}

const SILENCE_MS = 20_000
const SESSION_MS = 30_000

/**
 * Sends one mail to a server, over a connection of its own. The server cannot have accepted the mail before it asks
 * for its text. After that, the outcome without a clear answer is unknown.
 */
export async function sendMail(
  dial: Dial,
  server: SmtpServer,
  mail: Mail,
  authorities: string | undefined,
): Promise<SendAnswer> {
  const opened = await openSession(dial, server, authorities)
  return opened.ok ? converse(opened.value, server, mail) : opened.reason
}

/** Connects, encrypts and signs in, and sends nothing. */
export async function greetServer(
  dial: Dial,
  server: SmtpServer,
  authorities: string | undefined,
): Promise<Result<void, Failed>> {
  const opened = await openSession(dial, server, authorities)
  if (!opened.ok) return opened
  const answer = await converse(opened.value, server, undefined)
  if (answer.outcome === 'accepted') return ok(undefined)
  return fail(answer.outcome === 'failed' ? answer : failed({ reason: answer.reason }))
}

async function openSession(
  dial: Dial,
  server: SmtpServer,
  authorities: string | undefined,
): Promise<Result<SMTPConnection, Failed>> {
  const socket = await dial(server.host, server.port, server.security !== 'none')
  if (!socket.ok) {
    const { kind, message } = socket.reason
    return fail(failed({ reason: message, isPassing: true, concernsAll: true, needsPerson: hasNoWay(kind) }))
  }
  const connection = new SMTPConnection({
    connection: socket.value,
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    greetingTimeout: SILENCE_MS,
    socketTimeout: SILENCE_MS,
    ...(isIP(server.host) === 0 ? { servername: server.host } : {}),
    tls: authorities === undefined ? {} : { ca: authorities },
  })
  return ok(connection)
}

/** @param mail undefined to end the session once the server has let us in */
function converse(
  connection: SMTPConnection,
  { host, login }: SmtpServer,
  mail: Mail | undefined,
): Promise<SendAnswer> {
  return new Promise(resolve => {
    let isAskedFor = false
    const timer = setTimeout(() => end(new Error(`no end within ${SESSION_MS} ms`)), SESSION_MS)
    // This is read only after the server has accepted DATA.
    const text = new Readable({
      read() {
        isAskedFor = true
        this.push(mail?.raw ?? null)
        if (mail !== undefined) this.push(null)
      },
    })
    const end = (error: SmtpError | null, status = 0) => {
      clearTimeout(timer)
      resolve(error ? answerOf(host, error, isAskedFor) : accepted(status, mail?.messageId ?? null))
      if (error) connection.close()
      else connection.quit()
    }
    const send = () => {
      if (mail === undefined) return end(null, 250)
      connection.send({ from: mail.from, to: [mail.to] }, text, (error, info) =>
        error ? end(error) : end(null, Number.parseInt(info?.response ?? '', 10) || 250),
      )
    }
    connection.on('error', end)
    connection.connect(error => {
      if (error) return end(error)
      if (login === undefined) return send()
      connection.login({ credentials: login }, refusal => (refusal ? end(refusal) : send()))
    })
  })
}

const accepted = (status: number, messageId: string | null): SendAnswer => ({
  outcome: 'accepted',
  status,
  messageId,
})

// Wrong or missing login (RFC 4954 section 6): a person corrects it, for all messages at once.
const LOGIN_CODES: ReadonlySet<number> = new Set([432, 454, 530, 534, 535, 538])

// Before the mail itself: the greeting, encryption, the login.
const SESSION_ERRORS: ReadonlySet<string> = new Set(['EAUTH', 'ETLS', 'ECONNECTION', 'EPROTOCOL'])

/**
 * RFC 5321 section 4.2.1: 4xx is a temporary refusal, 5xx a permanent one. In both cases the server has not
 * accepted the mail.
 */
function answerOf(
  host: string,
  { message, code, command, responseCode }: SmtpError,
  isAskedFor: boolean,
): SendAnswer {
  const reason = `${host}: ${message.replace(/\s+/g, ' ').slice(0, 300)}`
  if (responseCode !== undefined && responseCode >= 400) {
    const concernsAll =
      SESSION_ERRORS.has(code ?? '') || LOGIN_CODES.has(responseCode) || responseCode === 421
    return failed({
      status: responseCode,
      reason,
      isPassing: responseCode < 500 || concernsAll,
      concernsAll,
      needsPerson: LOGIN_CODES.has(responseCode) && responseCode >= 500,
    })
  }
  if (isAskedFor) return { outcome: 'unknown', status: responseCode ?? null, reason }
  // Errors that nodemailer itself finds are permanent.
  const isOurs = command === 'API' && code !== 'ECONNECTION'
  return failed({ reason, isPassing: !isOurs, concernsAll: !isOurs })
}
