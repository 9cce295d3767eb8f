import { describe, expect, it } from 'vitest'
import { startBreakingMailServer } from '../transactional-vendors.ts'
import {
  deliver,
  list,
  MINUTE_MS,
  mailServer,
  org,
  passTime,
  put,
  server,
  setUpScene,
  show,
  work,
} from './deliver-scene.ts'

setUpScene()

describe('a mail server', () => {
  const reply = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode })

  it('that says no for now is asked again, one that says no for good is not', async () => {
    const answers = [reply(451, 'greylisted'), undefined, reply(554, 'spam')]
    mailServer.judgeWith(async () => answers.shift())
    await deliver({ template_id: 'smtp', request_id: 'r-1' })
    await work()
    expect(await show('r-1')).toMatchObject({ state: 'queued', status: 451 })
    await work(2, MINUTE_MS)
    expect((await show('r-1')).state).toBe('sent')
    await deliver({ template_id: 'smtp', request_id: 'r-2' })
    await work(2, MINUTE_MS)
    expect(await show('r-2')).toMatchObject({ state: 'dead', status: 554 })
  })

  it('that breaks off before it asked for the mail is asked again, and afterwards is not', async () => {
    const breaking = await startBreakingMailServer()
    await put('transports/smtp', { port: String(breaking.port) })
    for (const command of ['EHLO', 'MAIL', 'RCPT', 'DATA']) {
      breaking.breakAt(command)
      await deliver({ template_id: 'smtp', request_id: command })
      await work()
      expect([command, (await show(command)).state]).toEqual([command, 'queued'])
      passTime(MINUTE_MS)
    }
    breaking.breakAt('.')
    await work(10, MINUTE_MS)
    expect(breaking.mails()).toBe(4)
    expect(await list('state=unknown')).toHaveLength(4)
    breaking.close()
  })

  it('is asked by Verify, which sends nothing', async () => {
    const verify = async (slug: string) =>
      (await server.call('POST', `/api/v1/orgs/${org}/transports/${slug}/verify`)).body
    expect(await verify('smtp')).toMatchObject({
      outcome: 'works',
      ok: true,
      findings: [{ status: 'works' }],
    })
    expect(mailServer.mails).toHaveLength(0)
    const breaking = await startBreakingMailServer()
    await put('transports/smtp', { port: String(breaking.port) })
    breaking.close()
    expect(await verify('smtp')).toMatchObject({
      ...{ outcome: 'refused', ok: false },
      findings: [{ status: 'fails', message: expect.stringContaining('127.0.0.1'), fix: expect.any(String) }],
    })
    await put('transports/smtp', { from: null })
    expect(await verify('smtp')).toMatchObject({
      outcome: 'incomplete',
      findings: [{ check: expect.stringContaining('From') }],
    })
    expect(await verify('fax')).toMatchObject({ status: 404 })
  })

  it('is checked when it is configured, and its password never shown', async () => {
    const call = (settings: object) => server.call('PUT', `/api/v1/orgs/${org}/transports/smtp`, { settings })
    for (const [key, value] of Object.entries({
      host: 'https://mail',
      port: '0',
      security: 'ssl',
      from: 'nobody',
      messages_per_minute: 'many',
      user: 'kim',
      colour: 'red',
    })) {
      const { status, body } = await call({ [key]: value })
      expect([status, body.errors?.[0]?.field]).toEqual([
        422,
        `/settings/${key === 'user' ? 'security' : key}`,
      ])
    }
    const { body } = await call({ security: 'tls', user: 'kim', password: 'the-password' })
    expect(JSON.stringify(body)).not.toContain('the-password')
    expect(body.settings).toContainEqual(
      expect.objectContaining({ key: 'password', value: null, is_set: true }),
    )
    const rows = await server.services.db.query({
      text: 'select settings::text as text from transport_settings',
    })
    expect(JSON.stringify(rows)).not.toContain('the-password')
    expect((await server.call('GET', `/api/v1/orgs/${org}/transports`)).body.items).toMatchObject([
      { slug: 'cio', configured: true },
      { slug: 'ajo', configured: true },
      { slug: 'smtp', configured: true },
    ])
    expect((await server.call('PUT', `/api/v1/orgs/${org}/transports/cio`, { settings: {} })).status).toBe(
      409,
    )
  })
})
