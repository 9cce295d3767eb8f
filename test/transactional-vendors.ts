import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { answer, type Received, startRecordingVendor } from './recording-vendor.ts'

/** The part of Customer.io's App API that sends messages. */
export function respondAsCustomerio(response: ServerResponse, call: Received): void {
  const [status, error] = refusalOfCustomerio(call) ?? [200]
  const delivery_id = `RPILAgUBcRhIBqSfeiIwdIYJKxTY-${call.body.message_data?.parley_tracking_id}`
  answer(
    response,
    status,
    error === undefined ? { delivery_id, queued_at: 1_772_442_000 } : { meta: { error } },
  )
}

function refusalOfCustomerio({ url, headers, body }: Received): readonly [number, string] | undefined {
  if (headers.authorization !== 'Bearer the-app-key') return [401, 'Unauthorized request']
  if (!/^\/v1\/send\/(?:email|sms|push)$/.test(url)) return [405, 'Method not allowed']
  return body.identifiers ? undefined : [400, 'missing identifiers']
}

export interface Mailed {
  readonly from: string
  readonly to: readonly string[]
  readonly text: string
}

/** A mail server that keeps the mails it accepts. */
export interface MailServer {
  readonly port: number
  readonly mails: readonly Mailed[]
  /** Called with the whole mail; undefined accepts it. */
  judgeWith(judge: ((mail: Mailed) => Promise<Error | undefined>) | undefined): void
  reset(): void
  close(): Promise<void>
}

export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const mails: Mailed[] = []
  let judge: ((mail: Mailed) => Promise<Error | undefined>) | undefined
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    ...options,
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const { mailFrom, rcptTo } = session.envelope
        const mail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
        }
        const error = await judge?.(mail)
        if (error === undefined) mails.push(mail)
        done(error)
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    mails,
    judgeWith(given) {
      judge = given
    },
    reset() {
      mails.length = 0
      judge = undefined
    },
    close: () => new Promise(resolve => server.close(resolve)),
  }
}

/** Adobe's sign-in and its message execution API, on one address. */
export async function startAdobe() {
  const vendor = await startRecordingVendor((text, { url = '' }) =>
    url.startsWith('/ims/') ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text),
  )
  let tokens = 0
  let current = ''
  const decide = ({ url, headers, body }: Received): readonly [number, unknown] => {
    if (url === '/ims/token/v3') {
      if (body.client_secret !== 'the-client-secret')
        return [400, { error: 'invalid_client', error_description: 'invalid client_secret' }]
      current = `token-${++tokens}`
      return [200, { access_token: current, token_type: 'bearer', expires_in: 86_399 }]
    }
    if (headers.authorization !== `Bearer ${current}`)
      return [401, { error_code: '401013', message: 'Oauth token is not valid' }]
    if (url !== '/ajo/im/executions/unitary') return [404, { title: 'Not Found' }]
    const { requestId } = body
    return [202, { executionId: `HUMA-${requestId}`, requestId, createdAt: '2026-03-02T09:00:00Z' }]
  }
  return {
    ...vendor,
    executions: () => vendor.received.filter(({ url }) => url.startsWith('/ajo/')),
    tokenCalls: () => vendor.received.filter(({ url }) => url.startsWith('/ims/')),
    /** Revokes the issued token. */
    withdrawToken() {
      current = ''
    },
    reset() {
      vendor.reset()
      vendor.respondWith((response, call) => answer(response, ...decide(call)))
    },
  }
}

/** A mail server that closes the connection instead of answering a command; `.` is the end of a mail. */
export async function startBreakingMailServer() {
  let breakAt = ''
  let mails = 0
  const server = createServer(socket => {
    let isMail = false
    const answerLine = (line: string): void => {
      if (isMail && line !== '.') return
      const [command = ''] = line.split(' ')
      mails += Number(command === '.')
      isMail = command === 'DATA'
      if (command === breakAt) socket.destroy()
      else socket.write(isMail ? '354 go on\r\n' : '250 yes\r\n')
    }
    socket.on('error', () => {})
    createInterface(socket).on('line', answerLine)
    socket.write('220 breaking ESMTP\r\n')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    /** The number of whole mails that it was given. */
    mails: () => mails,
    breakAt(command: string) {
      breakAt = command
    },
    close: () => server.close(),
  }
}
