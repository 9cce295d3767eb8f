import { createFlusher } from '../../../lib/collect/flusher.ts'

/** A stored choice for a message that has a tracking id. */
export interface TrackedMessage {
  readonly orgId: number
  readonly templateId: string
  readonly trackingId: string
  readonly decisionId: string
}

/**
 * Looks for tracking ids that two templates use. The search costs a choice about a tenth of its storage, so it is made
 * some seconds after the answer, for many choices at once. A crash leaves the last of them out.
 */
export interface TemplateClashes {
  observe(message: TrackedMessage): void
  /** Resolves when the messages so far were looked at, or the attempt has failed. */
  flush(): Promise<void>
}

type Find = (messages: readonly TrackedMessage[]) => Promise<ReadonlyMap<string, string>>

// A longer search would keep choices waiting on the embedded engine, which has one connection.
const AT_ONCE = 250
/** More messages between two searches are not looked at. */
const WAITING_MAX = 20_000

/**
 * @param find the other template of each message that came before in one, by decision id
 * @param onClash called for each message that was found, with the id of the other template
 * @param onError called if a search fails; its messages are left out
 */
export function watchTemplateClashes(
  find: Find,
  onClash: (message: TrackedMessage, other: string) => void,
  everyMs: number,
  onError: (error: unknown) => void,
): TemplateClashes {
  /** By decision id: the calls for the parts of one message are one message. */
  let waiting = new Map<string, TrackedMessage>()

  async function search(): Promise<void> {
    const messages = [...waiting.values()]
    waiting = new Map()
    for (let from = 0; from < messages.length; from += AT_ONCE) {
      const some = messages.slice(from, from + AT_ONCE)
      const others = await find(some)
      for (const message of some) {
        const other = others.get(message.decisionId)
        if (other !== undefined) onClash(message, other)
      }
    }
  }
  const { later, flush } = createFlusher(search, everyMs, onError)

  return {
    observe(message) {
      if (waiting.size < WAITING_MAX) waiting.set(message.decisionId, message)
      later()
    },
    flush,
  }
}
