import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The clock of processes, which can jump while they run. Needs Debian's faketime. */
export interface Clock {
  /** The environment of a process that goes by it; undefined if it cannot be had. */
  readonly environment: Readonly<Record<string, string>> | undefined
  /** @param offsetS from the real time, in seconds */
  jumpTo(offsetS: number): void
  remove(): void
}

export function createClock(): Clock {
  const folder = mkdtempSync(join(tmpdir(), 'parley-clock-'))
  const file = join(folder, 'offset')
  const jumpTo = (offsetS: number) => writeFileSync(file, `${offsetS < 0 ? '' : '+'}${offsetS}\n`)
  jumpTo(0)
  const library = findLibrary()
  return {
    environment:
      library === undefined
        ? undefined
        : {
            LD_PRELOAD: library,
            FAKETIME_TIMESTAMP_FILE: file,
            FAKETIME_NO_CACHE: '1',
            // Only the time of day jumps. Timers go by the other clock.
            FAKETIME_DONT_FAKE_MONOTONIC: '1',
          },
    jumpTo,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function findLibrary(): string | undefined {
  return readdirSync('/usr/lib')
    .map(name => `/usr/lib/${name}/faketime/libfaketimeMT.so.1`)
    .find(path => existsSync(path))
}
