import { fileURLToPath } from 'node:url'

/** The built program, as processes of the tests start it. */
export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))
