import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../app.ts'
import { createOrg, createTemplate } from '../factories.ts'
import { type Cluster, createCluster } from '../faults/cluster.ts'
import { type Disk, mountDisk } from '../faults/disk.ts'

const isRoot = process.getuid?.() === 0

let disk: Disk
let cluster: Cluster
let server: TestApp
beforeAll(async () => {
  if (!isRoot) return
  disk = await mountDisk()
  cluster = await createCluster(disk, { fsync: 'off' })
  await cluster.start()
  server = await startTestApp({ DATABASE_URL: cluster.url })
  await createOrg(server, 'acme')
  await createTemplate(server, 'acme', 'welcome')
})
afterAll(async () => {
  await server?.close()
  await cluster?.kill()
  disk?.remove()
})

const ask = () => server.call('POST', '/api/generate/acme', { template_id: 'welcome', use_cache: false })
const report = (note: string) =>
  server.call('POST', '/api/webhook/events/acme', { event: 'purchase', user_id: 'ann', note })
const ready = () => server.call('GET', '/readyz')
const wait = { timeout: 20_000, interval: 1 }

it.runIf(isRoot)(
  'a full disk is reported, and everything works again when there is room (needs root: it mounts a disk)',
  async () => {
    const stored = new Set<string>()
    async function reportAndKeep(note: string): Promise<number> {
      const { status, body } = await report(note)
      if (status === 200) stored.add(body.request_id)
      return status
    }
    await expect.poll(async () => (await ask()).body.degraded, wait).toBeUndefined()
    expect(await reportAndKeep('')).toBe(200)

    disk.fill()
    expect(await ready()).toMatchObject({ status: 503, body: { detail: 'The disk of the store is full.' } })
    // Pages that the server has already taken from the disk hold some more rows.
    await expect.poll(async () => reportAndKeep(randomBytes(100_000).toString('hex')), wait).toBe(503)
    await expect.poll(async () => (await ask()).body, wait).toMatchObject({ degraded: true, control: true })
    expect((await ready()).status).toBe(503)

    disk.free()
    await expect.poll(async () => (await ready()).status, wait).toBe(200)
    await expect.poll(async () => reportAndKeep(''), wait).toBe(200)
    await expect.poll(async () => (await ask()).body.degraded, wait).toBeUndefined()
    const rows = await server.services.db.query<{ id: string }>({ text: 'select id from inbound_requests' })
    expect([...stored].filter(id => !rows.some(row => row.id === id))).toEqual([])
  },
)
