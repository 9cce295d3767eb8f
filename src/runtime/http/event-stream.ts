import { PassThrough, type Readable } from 'node:stream'

/** A stream to one client (server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface EventStream {
  /** The body of the answer. */
  readonly body: Readable
  /**
   * Resolves when the buffer has room for the next message.
   * @param id the client sends it as Last-Event-ID when it connects again
   */
  send(event: string, data: unknown, id?: string): Promise<void>
  readonly isClosed: boolean
  close(): void
}

const RETRY_MS = 2_000
const HEARTBEAT_MS = 15_000
const BUFFER_BYTES = 65_536

/**
 * Opens a stream that sends a comment at least every 15 seconds, so that proxies keep the connection open. It closes
 * if the client reads nothing for as long. The client may connect again.
 * @param onClose called once, after either side has closed the stream
 */
export function openEventStream(onClose: () => void): EventStream {
  const body = new PassThrough({ highWaterMark: BUFFER_BYTES })
  const heartbeat = setInterval(() => {
    if (body.writableNeedDrain) body.destroy()
    else body.write(':\n\n')
  }, HEARTBEAT_MS)
  body.once('close', () => {
    clearInterval(heartbeat)
    onClose()
  })
  // A client may close the connection. That is not an error.
  body.on('error', () => {})
  body.write(`retry: ${RETRY_MS}\n\n`)
  return {
    body,
    async send(event, data, id) {
      if (body.destroyed || body.writableEnded) return
      const text = `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
      if (!body.write(text)) await drained(body)
    },
    get isClosed() {
      return body.destroyed || body.writableEnded
    },
    close() {
      body.end()
    },
  }
}

const drained = (body: PassThrough): Promise<void> =>
  new Promise(resolve => {
    const done = () => {
      body.off('drain', done)
      body.off('close', done)
      resolve()
    }
    body.once('drain', done)
    body.once('close', done)
  })
