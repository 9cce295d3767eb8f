import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { childrenOf } from '../../bench/usage.ts'

/**
 * Makes every sync to disk of a process and its children take longer: strace holds the call up. Needs strace.
 * @returns a function that ends it
 */
export async function slowSyncs(pid: number, delayMs: number): Promise<() => Promise<void>> {
  const pids = [pid, ...childrenOf(pid)].flatMap(each => ['-p', String(each)])
  const calls = 'fsync,fdatasync,sync_file_range'
  const strace = spawn(
    'strace',
    [
      '-f',
      '-qq',
      '-o',
      '/dev/null',
      '-e',
      `trace=${calls}`,
      '-e',
      `inject=${calls}:delay_enter=${delayMs}ms`,
      ...pids,
    ],
    { stdio: 'ignore' },
  )
  const exited = once(strace, 'exit')
  return async () => {
    strace.kill('SIGINT')
    await exited
  }
}
