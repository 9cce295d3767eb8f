import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { readAuthority, readImportFlags } from '../src/features/warehouse/flags.ts'
import { type Imported, importFiles } from '../src/features/warehouse/import-files.ts'
import { findOrg } from '../src/runtime/catalog/enter.ts'
import { exportsOf } from '../src/worker-wiring.ts'
import type { TestApp } from './app.ts'
import { rebuildAll } from './factories.ts'
import { type Cell, writeParquet } from './parquet.ts'
import type { Scene } from './scene.ts'

export type Row = Readonly<Record<string, Cell>>

/** Files of exports, each organisation's in a folder of its own, and `parley import` of them. */
export function useExports(scene: Scene) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-warehouse-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const pathOf = (name: string) => join(folder, scene.org, name)
  return {
    pathOf,
    write: (name: string, rows: readonly Row[]) => writeParquet(pathOf(name), rows),
    /** Imports files, and does the jobs that follow. Counting everything anew must change nothing. */
    async importAll(
      paths: readonly string[],
      flags: Readonly<Record<string, string>> = {},
      isAccepted = false,
    ): Promise<readonly Imported[]> {
      scene.tick()
      const spool = join(folder, 'spool')
      const imports = await importInto(scene.server, scene.org, { paths, flags, isAccepted, spool })
      expect(await rebuildAll(scene.server, scene.org)).toBe(0)
      return imports
    },
  }
}

/** A moment, as a timestamp without a zone. */
export const timestamp = (ms: number): Cell => ({
  sql: `timestamp '${new Date(ms).toISOString().replace('Z', '')}'`,
})

interface Import {
  readonly paths: readonly string[]
  readonly flags: Readonly<Record<string, string>>
  readonly isAccepted: boolean
  /** A folder for temporary files. */
  readonly spool: string
}

/** `parley import` into an organisation, with the jobs that follow. */
export async function importInto(
  { services }: TestApp,
  slug: string,
  { paths, flags, isAccepted, spool }: Import,
): Promise<readonly Imported[]> {
  const org = await findOrg(services.catalog, slug)
  const loading = {
    ...{ db: services.db, clock: services.clock, spool },
    ...exportsOf(services, org, readAuthority(flags['authority'])),
    onProgress: () => {},
  }
  const imports: Imported[] = []
  const { platform, columns, properties, window, people } = flags
  const isScrubbed = flags['scrubbed'] === 'yes'
  const reading = readImportFlags({ platform, columns, properties, window, scrubbed: isScrubbed, people })
  const given = { orgId: org.id, source: flags['source'] ?? 'files', paths, reading, isAccepted }
  for await (const imported of importFiles(loading, given)) imports.push(imported)
  while (await services.jobs.round());
  return imports
}
