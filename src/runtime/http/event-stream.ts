import { PassThrough, type Readable } from 'node:stream'

/** A stream to one listener (server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface EventStream {
  /** The body of the answer. */
  readonly body: Readable
  /**
   * Resolves when there is room for more, so a caller that waits for it fills one buffer at most.
   * @param id the listener sends it when it reconnects
   */
  send(event: string, data: unknown, id?: string): Promise<void>
  readonly isClosed: boolean
  close(): void
}

const RETRY_MS = 2_000
const HEARTBEAT_MS = 15_000
const BUFFER_BYTES = 65_536

/**
 * Opens a stream that sends something at least every 15 seconds, so that no proxy closes it as dead. A listener
 * that reads nothing for as long is disconnected, and may reconnect.
 * @param onClose called once, whichever side has closed it
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
  // A listener that disconnects is not an error.
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
