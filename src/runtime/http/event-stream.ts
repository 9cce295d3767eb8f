import { PassThrough, type Readable } from 'node:stream'

/** A line to one listener (server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface EventStream {
  /** The body of the answer. */
  readonly body: Readable
  /**
   * Resolves when there is room for more: whoever waits for it holds no more than a buffer's worth.
   * @param id what the listener names when it comes back
   */
  send(event: string, data: unknown, id?: string): Promise<void>
  readonly isClosed: boolean
  close(): void
}

const RETRY_MS = 2_000
const HEARTBEAT_MS = 15_000
const BUFFER_BYTES = 65_536

/**
 * Opens a line that says something at least every 15 seconds, so that nothing on the way takes it for
 * dead. A listener that takes nothing for as long is given up, and may come back.
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
  // A listener that hangs up is no error of ours.
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
