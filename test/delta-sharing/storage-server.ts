import { createHmac, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { listenAt } from './listen.ts'

/** Storage with signed addresses, as an object store has them. */
export interface StorageServer {
  /** @returns an address that works until it expires, or all of them are revoked */
  sign(path: string): string
  /** When addresses that are signed now expire: milliseconds since 1970. */
  expiresAt: number
  /** Refuses all addresses that were signed so far. */
  revoke(): void
  /** The headers of all calls. */
  readonly calls: readonly IncomingMessage['headers'][]
  /** Ends so many answers in their middle. */
  cuts: number
  close(): Promise<void>
}

export async function startStorageServer(isSecure: boolean): Promise<StorageServer> {
  const key = randomUUID()
  const calls: IncomingMessage['headers'][] = []
  let revoked = 0
  const state = { expiresAt: Date.now() + 3_600_000, cuts: 0 }
  const signatureOf = (path: string, expires: string, round: string) =>
    createHmac('sha256', key).update(`${path}|${expires}|${round}`).digest('hex')

  const server = await listenAt(isSecure, (request, reply) => {
    calls.push(request.headers)
    const url = new URL(request.url ?? '/', server.origin)
    const [path = '', expires = '', round = ''] = ['path', 'expires', 'round'].map(
      name => url.searchParams.get(name) ?? '',
    )
    const isRight = url.searchParams.get('signature') === signatureOf(path, expires, round)
    if (!isRight || Number(expires) <= Date.now() || Number(round) < revoked)
      return void reply.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>')
    send(request, reply, readFileSync(path))
  })

  function send(request: IncomingMessage, reply: ServerResponse, content: Buffer): void {
    const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
    const part = content.subarray(Number(from), to === '' ? content.length : Number(to) + 1)
    const range = `bytes ${from}-${Number(from) + part.length - 1}/${content.length}`
    reply.writeHead(206, {
      'content-length': part.length,
      'content-range': range,
      etag: `"${content.length}"`,
    })
    if (state.cuts === 0) return void reply.end(part)
    state.cuts--
    reply.write(part.subarray(0, part.length >> 1), () => reply.destroy())
  }

  return Object.assign(state, {
    calls,
    sign(path: string) {
      const [expires, round] = [String(state.expiresAt), String(revoked)]
      const query = new URLSearchParams({
        path,
        expires,
        round,
        signature: signatureOf(path, expires, round),
      })
      return `${server.origin}/?${query}`
    },
    revoke() {
      revoked++
    },
    close: server.close,
  })
}
