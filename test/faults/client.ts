import { setTimeout as wait } from 'node:timers/promises'
import { ADMIN_KEY } from '../app.ts'

export interface Client {
  /**
   * A call that is repeated, at one server after the other, until it is acknowledged. A degraded choice was answered, but
   * not stored.
   * @returns the body of the answer
   */
  send(path: string, body?: object, method?: string): Promise<unknown>
  /** One call to one server, once. */
  ask(url: string, path: string, body?: object, method?: string): Promise<Reply>
  /** The number of answers by kind, since the last call. */
  takeCounts(): Readonly<Record<string, number>>
  /** Answers that no fault excuses. */
  readonly wrong: readonly string[]
}

export interface Reply {
  /** Undefined without an answer. */
  readonly status: number | undefined
  readonly body: unknown
}

const PATIENCE_MS = 10_000
const PAUSE_MS = 250
const GIVE_UP_MS = 180_000

export function createClient(servers: readonly { readonly url: string }[]): Client {
  let counts: Record<string, number> = {}
  const wrong: string[] = []
  let turn = 0

  /** @returns whether it is acknowledged */
  function note({ status = 0, body }: Reply, path: string): boolean {
    const isOk = status >= 200 && status < 300
    const kind = status === 0 ? 'no answer' : isDegraded(body) ? 'degraded' : String(status)
    counts[kind] = (counts[kind] ?? 0) + 1
    const isChoice = path.startsWith('/api/generate/')
    if (!isOk && !(isChoice ? [0] : [0, 503]).includes(status))
      wrong.push(`${path}: ${status} ${JSON.stringify(body)}`)
    return isOk && !isDegraded(body)
  }

  async function send(path: string, body?: object, method?: string): Promise<unknown> {
    for (const until = Date.now() + GIVE_UP_MS; Date.now() < until; await wait(PAUSE_MS)) {
      const server = servers[turn++ % servers.length]
      if (!server) break
      const reply = await ask(server.url, path, body, method)
      if (note(reply, path)) return reply.body
    }
    throw new Error(`${path} was never acknowledged`)
  }

  return {
    send,
    ask,
    wrong,
    takeCounts() {
      const taken = counts
      counts = {}
      return taken
    },
  }
}

const isDegraded = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'degraded' in body && body.degraded === true

async function ask(url: string, path: string, body?: object, method = body ? 'POST' : 'GET'): Promise<Reply> {
  try {
    const reply = await fetch(url + path, {
      method,
      headers: { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: reply.status, body: await reply.json() }
  } catch {
    return { status: undefined, body: undefined }
  }
}
