import { createInterface } from 'node:readline'
import { compare } from './compare.ts'
import { openEngine } from './engine.ts'
import type { ReadFile, ReadMessage, ReadOrder } from './messages.ts'
import { createStaging, stageFile } from './stage.ts'

// A process of its own: a damaged file may end it or fill its memory, and the server goes on. It gets one order from
// its standard input, then a line for each file that is in place; it answers on its standard output, and has no setting and no secret of the server.

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
await createStaging(engine)
const files: ReadFile[] = []
for (const [at, { name }] of order.files.entries()) {
  answer({ reading: name })
  await nextLine()
  files.push(await stageFile(engine, order, at))
}
answer({ reading: null })
await nextLine()
answer({ result: { files, ...(await compare(engine, order)) } })
process.stdin.destroy()
