// `parley serve` without its background work, on either engine, to separate the cost of receiving a webhook call from
// the cost of processing it. `parley serve --http-only` refuses the embedded engine, because no other process could
// do the work there.
import { readConfig } from '../src/config.ts'
import { createLog } from '../src/log.ts'

// The built server, as published.
const built = new URL('../../dist/serve.js', import.meta.url)
const { startServer }: typeof import('../src/serve.ts') = await import(built.href)

const config = readConfig()
const server = await startServer(config, createLog(config.logLevel), { withWorker: false })
process.once('SIGTERM', () => server.close())
