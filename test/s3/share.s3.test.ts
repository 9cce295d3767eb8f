import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSourceReader } from '../../src/features/warehouse/sources/runs/reader-loop.ts'
import { sourceReadingOf } from '../../src/worker-wiring.ts'
import { serveFiles, writeRows } from '../delta-sharing/served-rows.ts'
import { type SharingServer, startSharingServer } from '../delta-sharing/sharing-server.ts'
import { useScene } from '../scene.ts'
import { ENDPOINT, numbersOf, OWNER, range, useExports } from './exports.ts'
import { presign } from './presign.ts'

// A share whose files lie on a real S3 server, at signed addresses.

const scene = useScene({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
const exports = useExports()
const folder = mkdtempSync(join(tmpdir(), 'parley-s3-share-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** So many addresses have expired when they are given out. */
let expired = 0

let sharing: SharingServer
beforeEach(async () => {
  const storage = {
    ...{ expiresAt: Date.now() + 600_000, cuts: 0, calls: [] },
    sign(path: string) {
      const isExpired = expired-- > 0
      return presign({
        ...{ ...OWNER, endpoint: ENDPOINT, path: `${exports.bucket}/${basename(path)}` },
        ...(isExpired ? { at: new Date(Date.now() - 60_000), seconds: 1 } : { at: new Date(), seconds: 600 }),
      })
    },
    revoke() {},
    close: async () => {},
  }
  sharing = await startSharingServer(false, storage)
})
afterEach(() => sharing.close())

async function rows(from: number, until: number) {
  const file = await writeRows(folder, from, until)
  await exports.put(basename(file.path), readFileSync(file.path))
  return file
}

async function run() {
  const path = `/api/v1/orgs/${scene.org}/sources`
  const connection = {
    ...{ kind: 'delta_sharing', share: 'events', schema: 'acme', table: 'unified' },
    credentials: { type: 'profile', profile: sharing.profile() },
  }
  const { body } = await scene.server.call('POST', path, { name: 'share', schedule: null, connection })
  const queued = await scene.server.call('POST', `${path}/${body.id}/runs`)
  const reader = createSourceReader(sourceReadingOf(scene.server.services))
  await reader.round()
  await reader.settled()
  return (await scene.server.call('GET', `${path}/${body.id}/runs/${queued.body.id}`)).body
}

describe('a share on an S3 server', () => {
  it('is read at signed addresses', async () => {
    serveFiles(sharing, await rows(0, 40), await rows(40, 50))
    expect(await run()).toMatchObject({ state: 'finished', failure: null, objects: { done: 2 } })
    expect(await numbersOf(scene)).toEqual(range(0, 50))
  })

  it('whose addresses have expired is asked for new ones', async () => {
    serveFiles(sharing, await rows(0, 40), await rows(40, 50))
    expired = 2
    expect(await run()).toMatchObject({ state: 'finished', failure: null })
    expect(await numbersOf(scene)).toEqual(range(0, 50))
    expect(sharing.calls.filter(call => call.endsWith('/query'))).toHaveLength(2)
  })
})
