import pino from 'pino'
import { expect, it } from 'vitest'
import { startTestApp } from '../../../test/app.ts'
import { createOrg } from '../../../test/factories.ts'
import { createVisitor, PASSWORD, signIn, tokenOf } from '../../../test/visitor.ts'
import { createSetupLink } from './links/set-up.ts'
import { createPasswords } from './password/passwords.ts'

it('neither passwords nor tokens are in the log, the store, the audit log or an answer', async () => {
  const lines: string[] = []
  const server = await startTestApp({}, pino({ level: 'trace' }, { write: line => lines.push(line) }))
  const answers: unknown[] = []
  const setup = tokenOf((await createSetupLink(server.services)) ?? '')
  const organization = { name: 'Acme', slug: 'acme', timezone: 'UTC' }
  const jana = createVisitor(server)
  const call: typeof jana.call = async (...given) => {
    const reply = await jana.call(...given)
    answers.push(reply.body)
    return reply
  }
  const jar: (string | undefined)[] = []
  await call('POST', '/api/v1/setup', {
    token: setup,
    name: 'J',
    email: 'j@example.com',
    password: PASSWORD,
    organization,
  })
  jar.push(jana.cookie)
  await signIn(jana, 'j@example.com', 'a wrong password!!')
  await signIn(jana, 'j@example.com')
  jar.push(jana.cookie)
  const invited = await jana.call('POST', '/api/v1/orgs/acme/invitations', {
    email: 'o@example.com',
    role: 'viewer',
  })
  const omar = createVisitor(server)
  const invitation = tokenOf(invited.body.url)
  await omar.call('GET', `/api/v1/invitations/${invitation}`)
  await omar.call('POST', `/api/v1/invitations/${invitation}`, { name: 'O', password: PASSWORD })
  const { id } = (await omar.call('GET', '/api/v1/me')).body
  const reset = tokenOf(
    (await jana.call('POST', '/api/v1/orgs/acme/password-resets', { user_id: id })).body.url,
  )
  await createOrg(server, 'other')
  for (const path of [
    '/session',
    '/me',
    '/me/sessions',
    '/orgs/acme/members',
    '/orgs/acme/invitations',
    '/orgs/acme/audit',
  ])
    await call('GET', `/api/v1${path}`)

  const tables = ['users', 'sessions', 'account_links', 'audit_entries']
  const stored = await Promise.all(
    tables.map(table => server.services.db.query({ text: `select * from ${table}` })),
  )
  expect(stored.every(rows => rows.length > 0)).toBe(true)
  const written = [...lines, JSON.stringify(stored), JSON.stringify(answers)].join('\n')
  const secrets = [
    PASSWORD,
    'a wrong password!!',
    setup,
    invitation,
    reset,
    ...jar.map(cookie => cookie?.split('=')[1]),
  ]
  for (const secret of secrets) {
    expect(secret?.length).toBeGreaterThan(10)
    expect(written).not.toContain(secret)
  }
  await server.close()
})

it('many passwords in turn leave nothing behind in the thread that hashes them', async () => {
  const warnings: Error[] = []
  const keep = (warning: Error) => void warnings.push(warning)
  process.on('warning', keep)
  const passwords = createPasswords()
  for (let time = 0; time < 12; time++) await passwords.hash(PASSWORD)
  await new Promise(resolve => setImmediate(resolve))
  process.off('warning', keep)
  expect(warnings).toEqual([])
})
