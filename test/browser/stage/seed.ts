import { createHash, randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDemoOrg } from '../../../src/features/demo/demo-org.ts'
import { refreshSnapshots } from '../../../src/features/overview/refresh.ts'
import { DAY_MS } from '../../../src/lib/duration.ts'
import { snapshotsOf } from '../../../src/worker-wiring.ts'
import { ADMIN_KEY, startTestApp } from '../../app.ts'
import { inject, playMonth } from './play.ts'
import { addStates } from './states.ts'

/** The organisation with a month of traffic and every state, and the one in which nothing ever happened. */
export const ORG = 'marlow'
export const EMPTY_ORG = 'fresh'

/**
 * A copy of the seeded store. Seeding takes a minute, so its result is kept until the migrations or the files that
 * seed change, and for a day: its newest message must be new.
 */
export async function seededStore(): Promise<string> {
  const kept = join(tmpdir(), `parley-browser-${fingerprint()}`)
  if (!existsSync(kept)) await makeStore(kept)
  const folder = mkdtempSync(join(tmpdir(), 'parley-browser-'))
  cpSync(kept, folder, { recursive: true, filter: path => !path.endsWith('.sock') })
  return folder
}

function fingerprint(): string {
  const hash = createHash('sha256')
  for (const folder of ['../../../migrations/', './']) {
    const at = fileURLToPath(new URL(folder, import.meta.url))
    for (const name of readdirSync(at)
      .filter(file => /^(\d.*\.sql|crowd\.ts|play\.ts|seed\.ts|states.*\.ts)$/.test(file))
      .sort())
      hash.update(name).update(readFileSync(join(at, name)))
  }
  return hash.update(new Date().toISOString().slice(0, 10)).digest('hex').slice(0, 16)
}

async function makeStore(folder: string): Promise<void> {
  const draft = `${folder}-${randomUUID()}`
  const server = await startTestApp({ PARLEY_DATA_DIR: draft })
  try {
    const endsAt = Date.now()
    server.setNow(new Date(endsAt - 31 * DAY_MS))
    const org = await createDemoOrg(call => inject(server, call), ADMIN_KEY, ORG)
    await playMonth(server, org, endsAt)
    await addStates(server, org, EMPTY_ORG)
    await refreshSnapshots(snapshotsOf(server.services))
  } finally {
    await server.close()
  }
  try {
    renameSync(draft, folder)
  } catch {
    // Another run was faster.
    rmSync(draft, { recursive: true, force: true })
  }
}
