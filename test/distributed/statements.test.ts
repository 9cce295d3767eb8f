import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadModule } from 'libpg-query'
import { beforeAll, expect, it } from 'vitest'
import { useServer } from '../scene.ts'
import { checkStatement } from './check/check-statement.ts'
import { ALLOWED } from './many-organisations.ts'
import type { Recorded } from './record.ts'
import { readStore } from './store.ts'

const server = useServer()
beforeAll(() => loadModule())

function readStatements(folder: string): Recorded[] {
  const lines = readdirSync(folder).flatMap(name =>
    readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'),
  )
  const all = lines.map((line): Recorded => JSON.parse(line))
  return [...new Map(all.map(each => [each.text, each])).values()]
}

it('every statement runs on a distributed PostgreSQL', async () => {
  const folder = process.env['CHECK_STATEMENTS'] ?? ''
  const statements = readStatements(folder)
  const store = await readStore(server.services.db)
  const faults = statements.flatMap(({ text, from }) => {
    const isAllowed = ALLOWED.some(({ part }) => text.includes(part))
    const found = checkStatement(text, store).filter(({ rule }) => !(isAllowed && rule === 'organisations'))
    return found.map(({ rule, says }) => `${from} ${rule}: ${says}\n${text}`)
  })
  console.log(faults.join('\n----\n'))
  console.log(statements.length, faults.length)
  expect(faults).toEqual([])
})
