// The minimum work of any server here: read the request, parse its JSON, write it to disk, answer. There is no
// framework, no key and no choice. It is the reference for Parley, so it is as fast as possible: it uses the same
// driver, engine and group commit as Parley.
import { createServer, type IncomingMessage } from 'node:http'
import { readConfig } from '../src/config.ts'
import { createBatcher } from '../src/lib/collect/batcher.ts'
import { createId } from '../src/lib/id.ts'
import { openDatabase } from '../src/runtime/db/db.ts'

interface Row {
  readonly id: string
  readonly body: string
}

const BATCH_MAX = 512

const { host, port, databaseUrl, dataDir, databaseConnectionsMax } = readConfig()
const db = await openDatabase({
  databaseUrl,
  dataDir,
  connectionsMax: databaseConnectionsMax,
  onDeath(error) {
    throw error
  },
})
await db.query({ text: 'create table if not exists calls (id uuid primary key, body text not null)' })

const inserts = createBatcher<Row, void>(async rows => {
  await db.query({
    name: 'insert',
    text: 'insert into calls (id, body) select * from unnest($1::uuid[], $2::text[])',
    values: [rows.map(row => row.id), rows.map(row => row.body)],
  })
  return rows.map(() => undefined)
}, BATCH_MAX)

async function answer(request: IncomingMessage): Promise<object> {
  if (request.method === 'GET') return count()
  const body = await read(request)
  JSON.parse(body)
  const id = createId(Date.now())
  await inserts.add({ id, body })
  return { status: 'ok', id }
}

function read(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('error', reject)
  })
}

async function count(): Promise<object> {
  const [row] = await db.query<{ stored: number }>({ text: 'select count(*) as stored from calls' })
  return row ?? {}
}

const server = createServer((request, response) => {
  answer(request).then(
    reply => response.setHeader('content-type', 'application/json').end(JSON.stringify(reply)),
    error => response.writeHead(500).end(String(error)),
  )
})
server.listen(port, host)

process.once('SIGTERM', async () => {
  server.close()
  server.closeIdleConnections()
  await inserts.drain()
  await db.close()
})
