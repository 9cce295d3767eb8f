import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadModule } from 'libpg-query'
import { beforeAll, expect, it } from 'vitest'
import { startWorker } from '../../src/worker.ts'
import { createTemplate, processInbox } from '../factories.ts'
import { useScene } from '../scene.ts'
import { checkStatement } from './check/check-statement.ts'
import { ALLOWED } from './many-organisations.ts'
import { type Recorded, readRecorded, startRecording } from './record.ts'
import { readStore } from './store.ts'

// With CHECK_STATEMENTS, the folder that other tests wrote with RECORD_STATEMENTS. Else what this test itself makes
// Parley send.
const RECORDED = process.env['CHECK_STATEMENTS'] ?? ''

const scene = useScene()
const { server } = scene
beforeAll(() => loadModule())

/** The loop over HTTP in two organisations: choices, events, figures. */
async function playLoop(): Promise<void> {
  const orgs = [scene.org]
  await createTemplate(server, scene.org, 'welcome')
  await scene.enterAnotherOrg()
  orgs.push(scene.org)
  await createTemplate(server, scene.org, 'welcome')
  const choose = (org: string, user: number) =>
    server.call('POST', `/api/generate/${org}`, {
      ...{ template_id: 'welcome', user_id: `u${user}`, email: `u${user}@example.org` },
      tracking_id: `m${user}`,
    })
  await Promise.all([0, 1, 2, 3].flatMap(user => orgs.map(org => choose(org, user))))
  for (const event of ['email_sent', 'email_delivered', 'email_opened', 'purchase'])
    await scene.report({ event, event_id: event, user_id: 'u1', tracking_id: 'm1' })
  await processInbox(server)
  await server.services.policies.refresh()
  const at = `/api/v1/orgs/${scene.org}`
  for (const path of [
    'templates',
    'requests',
    'templates/welcome/results',
    'templates/welcome/variants',
    'overview',
  ])
    expect((await server.call('GET', `${at}/${path}`)).status, path).toBe(200)
  // Each of its jobs runs once.
  await startWorker(server.services).stop()
}

async function recordLoop(): Promise<readonly Recorded[]> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-statements-'))
  const stop = startRecording(folder)
  try {
    await playLoop()
    return readRecorded(folder)
  } finally {
    stop()
    rmSync(folder, { recursive: true })
  }
}

it('every statement runs on a distributed PostgreSQL', async () => {
  const statements = RECORDED === '' ? await recordLoop() : readRecorded(RECORDED)
  // A check of nothing finds nothing.
  expect(statements.length).toBeGreaterThan(RECORDED === '' ? 60 : 300)
  const store = await readStore(server.services.db)
  const faults = statements.flatMap(({ text, from }) => {
    const allowed = ALLOWED.find(({ part }) => text.includes(part))?.rules ?? []
    return checkStatement(text, store)
      .filter(({ rule }) => !allowed.includes(rule))
      .map(({ rule, says }) => `${from}: ${rule}: ${says}\n${text}`)
  })
  expect(faults.join('\n\n')).toBe('')
})
