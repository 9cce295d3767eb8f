import { fileURLToPath } from 'node:url'

/** The built program, as tests start it in processes. */
export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))
