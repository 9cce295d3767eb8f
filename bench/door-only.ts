// `parley serve` without its background work, on either engine: so that the cost of taking a
// webhook call can be told from the cost of processing it. `parley serve --http-only` refuses the
// embedded engine, where nothing else could ever do the work.
import { readConfig } from '../src/config.ts'
import { createLog } from '../src/log.ts'

// The built server, as it is published.
const built = new URL('../../dist/serve.js', import.meta.url)
const { startServer }: typeof import('../src/serve.ts') = await import(built.href)

const config = readConfig()
const server = await startServer(config, createLog(config.logLevel), { withWorker: false })
process.once('SIGTERM', () => server.close())
