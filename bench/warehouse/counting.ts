import { join } from 'node:path'
import { importFiles } from '../../src/features/warehouse/import-files.ts'
import { exportsOf } from '../../src/worker-wiring.ts'
import { withServer } from '../in-process.ts'
import type { Message } from '../ingest/cases.ts'
import { choose, cpu, drain, type Scene, store } from '../ingest/run.ts'
import { setUpTemplates } from '../pages/set-up.ts'
import { cpuSecondsOfFamily } from '../usage.ts'
import { writeParquet } from './day.ts'
import { EVENTS, rowsOf } from './export-of-messages.ts'

const BATCH = 1_000

/** Microseconds of processor time to count a row of an export, and the same event from a webhook. */
export const measureCounting = (folder: string, messages: number) =>
  withServer(async server => {
    const scene = { ...server, showStatements: false }
    const [template = ''] = await setUpTemplates(scene.call, 1)
    const chosen = async (series: string) => choose(scene, template, messages, series)
    // The first of each warms up.
    await byExport(scene, folder, await chosen('warm'))
    const exported = await byExport(scene, folder, await chosen('export'))
    await byWebhook(scene, await chosen('warm-call'))
    return { exported, byWebhook: await byWebhook(scene, await chosen('call')) }
  })

async function byExport({ services, engine }: Scene, folder: string, messages: readonly Message[]) {
  const org = await services.catalog.findOrg('bench')
  if (org === undefined) throw new Error('The organisation is missing.')
  const path = join(folder, `${messages[0]?.trackingId}.parquet`)
  await writeParquet(path, rowsOf(messages))
  const loading = {
    ...{ db: services.db, clock: services.clock, spool: join(folder, 'spool') },
    ...exportsOf(services, org),
    // Without a choice, what webhooks report and what exports have both count: their costs are compared.
    settle: async () => undefined,
    onProgress: () => {},
  }
  const reading = {
    platform: 'events',
    columns: {},
    properties: [],
    lookbackHours: null,
    isScrubbed: false,
    people: 'plain' as const,
  }
  const given = { orgId: org.id, source: 'bench', reading, isAccepted: false, paths: [path] }
  const [before, database] = [cpuSecondsOfFamily(process.pid), engine.databaseCpuSeconds()]
  for await (const imported of importFiles(loading, given))
    if (imported.state !== 'loaded') throw new Error(imported.state)
  const used = cpuSecondsOfFamily(process.pid) - before + engine.databaseCpuSeconds() - database
  return (used * 1e6) / (messages.length * EVENTS.length)
}

async function byWebhook(scene: Scene, messages: readonly Message[]) {
  const org = await scene.services.catalog.findOrg('bench')
  if (org === undefined) throw new Error('The organisation is missing.')
  const calls = messages.map(message => ({
    platform: 'events',
    body: EVENTS.map((_, at) => ({ ...eventOf(message, at), event_id: `${message.trackingId}-${at}` })),
  }))
  await store(scene.services, org.id, calls)
  const { server, database } = await cpu(scene.engine, () => drain(scene, BATCH))
  return (server + database) / (messages.length * EVENTS.length)
}

const eventOf = ({ trackingId, decidedAtMs }: Message, at: number) => ({
  ...{ event_name: EVENTS[at] ?? '', event_timestamp: Math.floor(decidedAtMs / 1000) + 60 * at },
  message_id: trackingId,
})
