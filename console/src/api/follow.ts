export interface Following {
  /** The data of a message, parsed, and its id (the cursor from which the stream continues). */
  readonly onMessage: (event: string, data: unknown, id: string) => void
  /** `open`: messages arrive. `lost`: the browser tries again by itself. `refused`: it does not. */
  readonly onState: (state: 'open' | 'lost' | 'refused') => void
}

/**
 * Follows a stream of server-sent events. The session's cookie goes with it.
 * @param address a path of this origin
 * @param events the names of the events to hear
 * @returns ends the stream
 */
export function follow(address: string, events: readonly string[], { onMessage, onState }: Following) {
  const source = new EventSource(address)
  source.onopen = () => onState('open')
  source.onerror = () => onState(source.readyState === EventSource.CLOSED ? 'refused' : 'lost')
  for (const event of events)
    source.addEventListener(event, message => {
      const data: unknown = JSON.parse(message.data)
      onMessage(event, data, message.lastEventId)
    })
  return () => source.close()
}
