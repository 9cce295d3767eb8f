import type { Config } from '../config.ts'

/** Something that `parley` can be told to do. */
export interface Command {
  readonly summary: string
  /** Flags and what they mean. */
  readonly flags: Readonly<Record<string, { readonly type: 'boolean' | 'string'; readonly help: string }>>
  run(config: Config, flags: Flags): Promise<void>
}

export type Flags = Readonly<Record<string, string | boolean | undefined>>

/** @throws where the store is the embedded one */
export function needsServerDatabase({ databaseUrl }: Config, what: string): void {
  if (databaseUrl === '')
    throw new Error(
      `${what} needs DATABASE_URL: the embedded database belongs to one process, which does everything.`,
    )
}

/** Resolves when the process is asked to stop. */
export function stopSignal(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
