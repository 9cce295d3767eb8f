import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder that can be full. */
export interface Disk {
  readonly folder: string
  /** A program with its parameters: a command after them sees the disk. */
  readonly enter: readonly string[]
  /** Leaves no room. */
  fill(): void
  free(): void
  remove(): void
}

const ROOMY = '8g'
// The system refuses to make a disk smaller than its contents, and they may grow meanwhile.
const MARGIN_KIB = 512

/**
 * A file system in memory. It is mounted in a mount namespace of its own, so it is gone with this process, however that
 * ends. Needs root.
 */
export async function mountDisk(): Promise<Disk> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-disk-'))
  const script = `mount -t tmpfs -o size=${ROOMY},mode=755 tmpfs "$0" && echo mounted &&
    exec setpriv --pdeathsig=KILL sleep infinity`
  const keeper = spawn('unshare', ['--mount', 'sh', '-c', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await Promise.race([
    once(keeper.stdout, 'data'),
    once(keeper, 'exit').then(() => {
      throw new Error('no disk')
    }),
  ])
  const enter = ['nsenter', `--mount=/proc/${keeper.pid}/ns/mnt`]
  const inside = (script: string) => execFileSync('nsenter', [...enter.slice(1), 'sh', '-c', script, folder])
  return {
    folder,
    enter,
    fill: () =>
      void inside(
        `mount -o "remount,size=$(( $(df --block-size=1K --output=used "$0" | tail -1) + ${MARGIN_KIB} ))k" "$0"`,
      ),
    free: () => void inside(`mount -o remount,size=${ROOMY} "$0"`),
    remove() {
      keeper.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
