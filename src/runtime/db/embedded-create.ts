// Makes an empty database in a folder, and ends: a process of its own, because making one takes
// hundreds of megabytes that would stay with whoever did it.
import { openEngine } from './embedded-engine.ts'

const [, , folder = ''] = process.argv
const engine = await openEngine(folder)
await engine.close()
