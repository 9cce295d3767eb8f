import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createTestStore } from '../../../test/database.ts'
import { readConfig } from '../../config.ts'
import { seed } from './seed.ts'
import { TEMPLATES } from './world.ts'

const MAIN = fileURLToPath(new URL('../../../dist/main.js', import.meta.url))

it('runs to its end: both groups get messages, and their events count', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-demo-'))
  const env = { PATH: process.env['PATH'], PARLEY_DATA_DIR: dataDir, PORT: '0' }
  const child = spawn(process.execPath, [MAIN, 'demo', '--exit', '--seconds', '6'], { env })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => (output += text))
  const [code] = await once(child, 'close')
  rmSync(dataDir, { recursive: true, force: true })
  expect(output).toContain('everything that was reported is counted')
  expect(output).not.toContain('not answered as they should')
  expect(code).toBe(0)

  const last = output.slice(output.lastIndexOf('Parley demo'))
  let counted = 0
  for (const { variants } of TEMPLATES) {
    const rows = variants.map(({ name, control }) => ({ control, ...rowOf(last, name) }))
    const sum = (of: 'sends' | 'opens', control?: true) =>
      rows.filter(row => row.control === control).reduce((total, row) => total + row[of], 0)
    expect(sum('sends', true)).toBeGreaterThan(0)
    expect(sum('sends')).toBeGreaterThan(sum('sends', true))
    expect(sum('opens')).toBeGreaterThan(0)
    expect(sum('opens')).toBeLessThan(sum('sends'))
    counted += sum('sends') + sum('sends', true)
  }
  // Repetitions and disorder notwithstanding, every message is counted once.
  expect(counted).toBe(Number(/([\d,]+) messages/.exec(last)?.[1]?.replaceAll(',', '')))
  // Purchases came as custom events, and their amounts were added up.
  expect(last).toMatch(/\$\d/)
})

/** The counts of a variant, out of the printed table. */
function rowOf(text: string, name: string) {
  const line = text.split('\n').find(found => found.startsWith(`  ${name} `))
  const [sends, opens] = line?.replace(/^.*? (?:%|–) /, '').match(/[\d,]+/g) ?? []
  const read = (cell: string | undefined) => Number(cell?.replaceAll(',', ''))
  return { sends: read(sends), opens: read(opens) }
}

it('seeds an organisation once, and not over another one', async () => {
  const store = await createTestStore()
  const config = readConfig({
    DATABASE_URL: store.databaseUrl,
    PARLEY_DATA_DIR: store.dataDir,
    LOG_LEVEL: 'silent',
  })
  const { variants, key } = await seed(config, 'shop')
  expect(variants.size).toBe(12)
  expect(key).toMatch(/^parley_/)
  await expect(seed(config, 'shop')).rejects.toThrow(
    'There is an organisation "shop" already. Name another one with --org.',
  )
  await store.remove()
})
