import { expect, it, vi } from 'vitest'
import { COMMANDS } from '../../src/commands/commands.ts'
import { readConfig } from '../../src/config.ts'
import { startTestApp } from '../app.ts'
import { createTestStore } from '../database.ts'
import { connectSegment, createOrg } from '../factories.ts'
import { sendForTwoMonths } from '../traffic.ts'

it('parley recount mends what learning has counted, and says what was wrong', async () => {
  const store = await createTestStore()
  const settings = {
    DATABASE_URL: store.databaseUrl,
    PARLEY_DATA_DIR: store.dataDir,
    PARLEY_SECRET_KEY: 'the-secret-key-of-the-tests',
  }
  const server = await startTestApp(settings)
  await createOrg(server, 'acme')
  await connectSegment(server, 'acme')
  await sendForTwoMonths(server, 'acme')
  await server.services.db.query({ text: "delete from cohort_counts where measure = 'click'" })
  await server.close()

  const said: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation(line => said.push(String(line)))
  const recount = (flags: Record<string, string>) => COMMANDS['recount']?.run(readConfig(settings), flags, [])
  try {
    await recount({ org: 'acme', template: 'welcome' })
    await recount({ org: 'acme' })
    await expect(recount({ org: 'acme', template: 'goodbye' })).rejects.toThrow('no template "goodbye"')
    await expect(recount({})).rejects.toThrow('--org')
  } finally {
    log.mockRestore()
    await store.remove()
  }
  expect(said[0]).toMatch(/^welcome: 58 messages counted again, [1-9]\d* sums corrected\.$/)
  expect(said[1]).toBe('welcome: 58 messages counted again, 0 sums corrected.')
})
