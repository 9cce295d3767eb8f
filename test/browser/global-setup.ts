import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Builds the server and the console from the present sources. */
export function setup(): void {
  const script = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url))
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' })
  if (status !== 0) throw new Error('The build failed.')
}
