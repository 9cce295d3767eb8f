import { type Context, filters } from 'liquidjs'

export type Handler = (
  this: { readonly context: Context },
  value: unknown,
  ...args: readonly unknown[]
) => unknown

/** A filter of the engine. The engine's types name no arguments. */
export function engineFilter(name: string): Handler {
  return filters[name as keyof typeof filters] as Handler
}
