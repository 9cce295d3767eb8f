import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../app.ts'
import { createTestStore, type TestStore } from '../database.ts'
import { createOrg } from '../factories.ts'
import { MAIN } from '../main.ts'
import { AUTHORITY_PATH } from './listen.ts'
import { serveFiles, TABLE_NAME, writeRows } from './served-rows.ts'
import { type SharingServer, startSharingServer } from './sharing-server.ts'

// The command as users run it, against servers of a share that trust nobody without TLS.

let store: TestStore
let sharing: SharingServer
beforeAll(async () => {
  store = await createTestStore()
  sharing = await startSharingServer()
  await withApp(server => createOrg(server, 'acme'))
})
afterAll(async () => {
  await sharing.close()
  await store.remove()
})

const settings = () => ({ DATABASE_URL: store.databaseUrl, PARLEY_DATA_DIR: store.dataDir })

async function withApp<Answer>(work: (server: TestApp) => Promise<Answer>): Promise<Answer> {
  const server = await startTestApp(settings())
  try {
    return await work(server)
  } finally {
    await server.close()
  }
}

async function parleyImport(...flags: readonly string[]) {
  const env = {
    ...{ ...process.env, ...settings(), PARLEY_SECRET_KEY: 'the-secret-key-of-the-tests' },
    ...{ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1', NODE_EXTRA_CA_CERTS: AUTHORITY_PATH },
  }
  const child = spawn(process.execPath, [MAIN, 'import', '--org', 'acme', '--table', TABLE_NAME, ...flags], {
    env,
  })
  let [printed, said] = ['', '']
  child.stdout.on('data', text => {
    printed += text
  })
  child.stderr.on('data', text => {
    said += text
  })
  const [code] = await once(child, 'close')
  return { code, printed, said, all: printed + said }
}

const storedProfiles = () =>
  withApp(server =>
    server.services.db.query<{ sealed_profile: string }>({
      text: 'select sealed_profile from warehouse_shares',
    }),
  )

describe('parley import of a shared table', () => {
  const ACTIVATION = 'the-token-of-the-link'

  it('redeems an activation link once, keeps the profile encrypted, and uses it from then on', async () => {
    serveFiles(sharing, await writeRows(store.dataDir, 0, 10))
    const linkFile = join(store.dataDir, 'link.txt')
    writeFileSync(linkFile, `${sharing.origin}/delta_sharing/retrieve_config.html?${ACTIVATION}\n`)
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
    sharing.activations.set(ACTIVATION, sharing.profile({ expirationTime: inDays(6) }))

    const first = await parleyImport('--activation-link-file', linkFile)
    expect(first.printed).toBe(
      'event_date=2026-01-03: 10 rows, 10 of them new (10 unmatched), 0 withdrawn.\n',
    )
    expect(first.said).toContain('The profile of the share expires in 6 days')
    expect(sharing.activations.size).toBe(0)
    const [kept] = await storedProfiles()
    expect(kept?.sealed_profile).toMatch(/^sealed:/)

    serveFiles(sharing, await writeRows(store.dataDir, 0, 12))
    const second = await parleyImport()
    expect(second.printed).toBe('event_date=2026-01-03: 12 rows, 2 of them new (2 unmatched), 0 withdrawn.\n')
    // The same link is not redeemed again.
    const third = await parleyImport('--activation-link-file', linkFile)
    expect(third.printed).toBe('events.acme.unified: imported before, unchanged.\n')
    expect(sharing.calls.filter(call => call.includes('activation'))).toHaveLength(1)
    for (const { all } of [first, second, third]) {
      expect(all).not.toContain(ACTIVATION)
      expect(all).not.toContain(sharing.token)
    }
  })

  it('says what is wrong with a link, or a profile, without repeating it', async () => {
    const linkFile = join(store.dataDir, 'used.txt')
    writeFileSync(linkFile, `${sharing.origin}/delta_sharing/retrieve_config.html?another-used-token`)
    const used = await parleyImport('--source', 'other', '--activation-link-file', linkFile)
    expect(used).toMatchObject({ code: 1, printed: '', said: expect.stringContaining('works once') })
    expect(used.all).not.toContain('another-used-token')
    const none = await parleyImport('--source', 'other')
    expect(none.said).toContain('Give --profile or --activation-link-file.')
    const profileFile = join(store.dataDir, 'config.share')
    writeFileSync(profileFile, sharing.profile({ bearerToken: 'a-token-that-is-wrong' }))
    const wrong = await parleyImport('--source', 'other', '--profile', profileFile)
    expect(wrong.said).toContain('The server refused the credentials of the profile (401)')
    expect(wrong.all).not.toContain('a-token-that-is-wrong')
  })

  it('keeps what it cannot read: the link is used up', async () => {
    const linkFile = join(store.dataDir, 'new.txt')
    writeFileSync(linkFile, `${sharing.origin}/delta_sharing/retrieve_config.html?a-token-of-tomorrow`)
    sharing.activations.set('a-token-of-tomorrow', sharing.profile({ shareCredentialsVersion: 3 }))
    const flags = ['--source', 'tomorrow', '--activation-link-file', linkFile]
    expect((await parleyImport(...flags)).said).toContain('shareCredentialsVersion 3')
    expect(await storedProfiles()).toHaveLength(2)
    // A later Parley may know it.
    expect((await parleyImport(...flags)).said).toContain('shareCredentialsVersion 3')
  })
})
