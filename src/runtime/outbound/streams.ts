import { fail, type Result } from '../../lib/result.ts'
import { readAllowList } from './allow-list.ts'
import { OutboundError, type OutboundFailure, toFailure } from './failure.ts'
import { checkTarget, headOf, type ResponseHead, refuseRedirect, wireFormOf } from './outbound.ts'
import type { OutboundRequest } from './request.ts'
import { type ConnectOptions, openVettedAgent, targetOf } from './vetted-agent.ts'

/** Outgoing calls whose answers are read piece by piece, with the guard of every outgoing call. */
export interface Streams {
  /** Makes one call and does not follow redirects. The body has to be read or discarded. */
  open(request: StreamRequest): Promise<Result<StreamedResponse, OutboundFailure>>
  /** Breaks calls that are under way. */
  close(): Promise<void>
}

export type StreamRequest = Omit<OutboundRequest, 'timeoutMs' | 'isStatusEnough'>

export interface StreamedResponse extends ResponseHead {
  /** @throws OutboundError if the connection breaks, or nothing comes for the time that `silenceMs` allows */
  readonly body: AsyncIterable<Uint8Array>
  /** Ends the call without its body. */
  discard(): void
}

export interface StreamOptions extends ConnectOptions {
  /** As in the setting: names, addresses, networks, separated by commas. */
  readonly allowedPrivateHosts: string
  /** The longest time without a byte: before the answer begins, and inside it. */
  readonly silenceMs: number
}

/** @throws if the allow-list is not valid */
export function createStreams({ allowedPrivateHosts, silenceMs, ...connect }: StreamOptions): Streams {
  const list = readAllowList(allowedPrivateHosts)
  if (!list.ok) throw new Error(list.reason)
  const agent = openVettedAgent(list.value, connect, undefined)
  return {
    async open(request) {
      const url = checkTarget(list.value, request)
      if (!url.ok) return url
      const { host } = url.value
      try {
        const answer = await agent.request({
          ...wireFormOf(url.value, { ...request, body: request.body }),
          ...{ headersTimeout: silenceMs, bodyTimeout: silenceMs },
        })
        const response = refuseRedirect(targetOf(url.value), {
          ...headOf(answer),
          body: piecesOf(answer.body, host, silenceMs),
          // An error after that has no reader.
          discard: () => void answer.body.on('error', () => {}).destroy(),
        })
        if (!response.ok) answer.body.on('error', () => {}).destroy()
        return response
      } catch (error) {
        return fail(toFailure(error, host, silenceMs))
      }
    },
    close: () => agent.destroy(),
  }
}

async function* piecesOf(
  body: AsyncIterable<unknown>,
  host: string,
  silenceMs: number,
): AsyncIterable<Uint8Array> {
  try {
    for await (const piece of body) if (piece instanceof Uint8Array) yield piece
  } catch (error) {
    throw new OutboundError(toFailure(error, host, silenceMs))
  }
}
