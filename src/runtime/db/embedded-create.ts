// Creates an empty database in a folder, and ends. It is a separate process, because the creation takes hundreds of
// megabytes that the server's process would keep.
import { openEngine } from './embedded-engine.ts'

const [, , folder = ''] = process.argv
const engine = await openEngine(folder)
await engine.close()
