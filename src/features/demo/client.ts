import { setTimeout as wait } from 'node:timers/promises'

/** One HTTP call of a sender. */
export interface Call {
  /** Default: POST. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH'
  /** With the query string. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Reply {
  readonly status: number
  readonly text: string
}

export type Send = (call: Call) => Promise<Reply>

/** The management API, with one key. */
export interface Management {
  get<Answer>(path: string): Promise<Answer>
  post<Answer>(path: string, body: unknown): Promise<Answer>
  put<Answer>(path: string, body: unknown): Promise<Answer>
  patch<Answer>(path: string, body: unknown): Promise<Answer>
}

/** A call that the server refused. The message names the call and contains the server's answer. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: number

  constructor({ method = 'POST', path }: Call, { status, text }: Reply) {
    super(`${method} ${path} was answered with ${status}: ${text.slice(0, 500)}`)
    this.status = status
  }
}

const TIMEOUT_MS = 10_000
/** On a busy machine the first calls wait for the start of the server. */
export const PATIENT_MS = 60_000

/** Sends calls to the server at this address, over kept-alive connections. */
export const createSend =
  (url: string, timeoutMs = TIMEOUT_MS): Send =>
  async ({ method = 'POST', path, headers, body }) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      signal,
      ...(body !== undefined && { body }),
    })
    return { status: response.status, text: await response.text() }
  }

const RETRY_AFTER_MS = [250, 1_000, 3_000, 5_000]
const BUSY = new Set([408, 429, 502, 503, 504])

/**
 * Sends a call again that a busy server did not take. A call that may have changed something is sent again only if the
 * server says that it did not.
 */
export function withRetries(send: Send, pause: (ms: number) => Promise<unknown> = wait): Send {
  return async call => {
    for (const delayMs of RETRY_AFTER_MS) {
      try {
        const reply = await send(call)
        if (!BUSY.has(reply.status)) return reply
      } catch (error) {
        if (call.method !== 'GET') throw error
      }
      await pause(delayMs)
    }
    return send(call)
  }
}

/**
 * Every call resolves to the server's answer.
 * @throws Refused unless the status is a success
 */
export function createManagement(send: Send, key: string): Management {
  const call =
    (method: 'GET' | 'POST' | 'PUT' | 'PATCH') =>
    async <Answer>(path: string, body?: unknown): Promise<Answer> => {
      const json = body === undefined ? {} : { body: JSON.stringify(body) }
      const type = body === undefined ? {} : { 'content-type': 'application/json' }
      const made: Call = { method, path: `/api/v1${path}`, headers: { 'x-api-key': key, ...type }, ...json }
      const reply = await send(made)
      if (reply.status < 200 || reply.status > 299) throw new Refused(made, reply)
      return JSON.parse(reply.text) as Answer
    }
  return { get: call('GET'), post: call('POST'), put: call('PUT'), patch: call('PATCH') }
}
