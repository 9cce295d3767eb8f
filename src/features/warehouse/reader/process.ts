import { compare } from './compare.ts'
import { openEngine } from './engine.ts'
import type { ReadFile, ReadMessage, ReadOrder } from './messages.ts'
import { createStaging, stageFile } from './stage.ts'

// A process of its own: a damaged file may end it or fill its memory, and the server goes on. It gets one order from
// its standard input, answers on its standard output, and has no setting and no secret of the server.

async function readOrder(): Promise<ReadOrder> {
  let text = ''
  for await (const part of process.stdin.setEncoding('utf8')) text += part
  return JSON.parse(text)
}

const answer = (message: ReadMessage): boolean => process.stdout.write(`${JSON.stringify(message)}\n`)

const order = await readOrder()
const engine = await openEngine(
  order.spool,
  order.files.map(({ path }) => path),
)
await createStaging(engine)
const files: ReadFile[] = []
for (const [at, { name }] of order.files.entries()) {
  answer({ reading: name })
  files.push(await stageFile(engine, order, at))
}
answer({ reading: null })
answer({ result: { files, ...(await compare(engine, order)) } })
