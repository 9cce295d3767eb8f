import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { compare } from './compare.ts'
import { openEngine } from './engine.ts'
import { FORMER_FILE, type ReadMessage, type ReadOrder } from './messages.ts'
import { addUpColumns } from './seen-columns.ts'
import { createStaging, type StagedFile, stageFile } from './stage.ts'
import { writeAdded } from './write-added.ts'

// A process of its own: a damaged file may end it or fill its memory, and the server goes on. It gets one order from
// its standard input, then a line for each file that is in place; it answers on its standard output, and has no setting and no secret of the server but the
// key of the hashes, if it makes them.

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()

async function nextLine(): Promise<string> {
  const { done, value } = await lines.next()
  if (done) process.exit(1)
  return value
}

const answer = (message: ReadMessage): boolean => process.stdout.write(`${JSON.stringify(message)}\n`)

const order: ReadOrder = JSON.parse(await nextLine())
const engine = await openEngine(
  order.spool,
  order.files.map(({ path }) => path),
)
const isFirst = !existsSync(join(order.spool, FORMER_FILE))
await createStaging(engine, isFirst)
const staged: StagedFile[] = []
for (const [at, { name }] of order.files.entries()) {
  answer({ reading: name })
  await nextLine()
  staged.push(await stageFile(engine, order, at, isFirst))
}
answer({ reading: null })
await nextLine()
const compared = await compare(engine, order, isFirst)
const runs = await writeAdded(engine, order.spool, staged, isFirst)
const files = staged.map(({ projected, columns, present, ...file }) => file)
const columns = addUpColumns(staged.flatMap(file => file.columns))
answer({ result: { ...compared, files, runs, columns } })
process.stdin.destroy()
