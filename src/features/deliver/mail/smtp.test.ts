import { readFileSync } from 'node:fs'
import type { SMTPServerOptions } from 'smtp-server'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '../../../../test/transactional-vendors.ts'
import { createDial } from '../../../runtime/outbound/dial.ts'
import type { Message, SendAnswer } from '../transport.ts'
import { createSmtp } from './smtp.ts'

const pem = (name: string) =>
  readFileSync(new URL(`../../../runtime/outbound/fixtures/receiver.${name}.pem`, import.meta.url), 'utf8')
const [cert, key] = [pem('cert'), pem('key')]
const HOST = 'receiver.example.com'
const LOGIN = { user: 'kim', password: 'the-password' }

const options: SMTPServerOptions = {
  key,
  cert,
  disabledCommands: [],
  authMethods: ['PLAIN'],
  onAuth: ({ password }, _session, done) =>
    password === LOGIN.password ? done(null, { user: 'kim' }) : done(new Error('no')),
}

let starttls: MailServer
let tls: MailServer
let plain: MailServer
beforeAll(async () => {
  starttls = await startMailServer(options)
  tls = await startMailServer({ ...options, secure: true })
  plain = await startMailServer()
})
afterAll(async () => {
  await Promise.all([starttls.close(), tls.close(), plain.close()])
})
beforeEach(() => {
  for (const each of [starttls, tls, plain]) each.reset()
})

const message: Message = {
  requestId: 'r-1',
  copyId: 'copy',
  channel: 'email',
  recipient: { userId: null, email: 'kim@example.org', phone: null },
  vars: { subject: 'Hello', text: 'Hello\n.\nKim' },
}

async function send(
  settings: Record<string, string>,
  { authorities = cert, addresses = ['127.0.0.1'], allowed = '127.0.0.1' } = {},
): Promise<SendAnswer> {
  const dial = createDial({
    allowedPrivateHosts: allowed,
    timeoutMs: 5_000,
    resolve: async () => addresses,
  })
  const from = 'hello@acme.example'
  const prepared = await createSmtp(dial, () => new Date(), authorities).prepare(
    message,
    { host: HOST, from, ...settings },
    {},
  )
  return prepared.ok ? prepared.value() : prepared.reason
}

it('sends a mail encrypted, from the first byte or after STARTTLS, with a login', async () => {
  expect(await send({ port: String(starttls.port), ...LOGIN })).toMatchObject({
    outcome: 'accepted',
    status: 250,
  })
  expect(await send({ port: String(tls.port), security: 'tls', ...LOGIN })).toMatchObject({
    outcome: 'accepted',
  })
  expect([starttls.mails.length, tls.mails.length]).toEqual([1, 1])
  expect(starttls.mails[0]?.text.replaceAll('\r', '')).toContain('\nHello\n.\nKim')
})

it('never sends its login or a mail to a server without encryption or without a trusted certificate', async () => {
  const open = await send({ port: String(plain.port), ...LOGIN })
  expect(open).toMatchObject({
    outcome: 'failed',
    isPassing: true,
    reason: expect.stringMatching(/STARTTLS/),
  })
  const other = readFileSync(
    new URL('../../../runtime/outbound/fixtures/receiver.cert.pem', import.meta.url),
    'utf8',
  )
  const strange = await send(
    { host: 'mail.example.org', port: String(tls.port), security: 'tls' },
    { authorities: other },
  )
  expect(strange).toMatchObject({ outcome: 'failed', concernsAll: true })
  expect([plain.mails.length, tls.mails.length]).toEqual([0, 0])
})

it('waits for a person when the login is wrong, as all mails would fail', async () => {
  const answer = await send({ port: String(starttls.port), user: 'kim', password: 'wrong' })
  expect(answer).toMatchObject({ outcome: 'failed', status: 535, needsPerson: true, concernsAll: true })
  expect(JSON.stringify(answer)).not.toContain('wrong')
})

it('calls no private address, and sends unencrypted only where it is allowed', async () => {
  const port = String(plain.port)
  for (const address of ['127.0.0.1', '10.0.0.1', '169.254.169.254', '::1', '::ffff:127.0.0.1', 'fd00::1']) {
    const answer = await send({ port }, { addresses: ['203.0.112.9', address], allowed: '' })
    expect(answer).toMatchObject({ outcome: 'failed', needsPerson: true })
  }
  const open = await send({ port, security: 'none' }, { addresses: ['1.1.1.1'], allowed: '' })
  expect(open).toMatchObject({ needsPerson: true, reason: expect.stringContaining('without encryption') })
  expect(await send({ port, security: 'none' })).toMatchObject({ outcome: 'accepted' })
})
