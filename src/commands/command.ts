import type { Config } from '../config.ts'

/** A command of `parley`. */
export interface Command {
  readonly summary: string
  /** The flags, with their help. */
  readonly flags: Readonly<Record<string, { readonly type: 'boolean' | 'string'; readonly help: string }>>
  /** What stands after the name of the command, for the help. Without it, nothing may. */
  readonly words?: string
  run(config: Config, flags: Flags, words?: readonly string[]): Promise<void>
}

export type Flags = Readonly<Record<string, string | boolean | undefined>>

/** @throws if the store is the embedded one */
export function needsServerDatabase({ databaseUrl }: Config, what: string): void {
  if (databaseUrl === '')
    throw new Error(
      `${what} needs DATABASE_URL: the embedded database belongs to one process, which does everything.`,
    )
}

/** Resolves when the process gets a signal to stop. */
export function stopSignal(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
