import { readProblem, unreachable } from './problem.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type QueryValue = string | number | boolean | null | undefined

export interface CallOptions {
  /** Sent as JSON. */
  readonly body?: unknown
  /** Absent values are left out. */
  readonly query?: Readonly<Record<string, QueryValue>>
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/**
 * Calls the API of this server.
 * @param path below `/api/v1`, such as `/orgs/acme`; or from the root, such as `/api/generate/acme`
 * @returns the body of the answer, null without one. `Answer` is the server's own type of it.
 * @throws ApiProblem
 */
export async function call<Answer>(method: Method, path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await send(method, path, options)
  return JSON.parse((await response.text()) || 'null')
}

/** Like `call`, with the ETag of the answer: send it as If-Match with a change of what was read. @throws ApiProblem */
export async function callTagged<Answer>(
  method: Method,
  path: string,
  options: CallOptions = {},
): Promise<{ readonly answer: Answer; readonly etag: string | null }> {
  const response = await send(method, path, options)
  return { answer: JSON.parse((await response.text()) || 'null'), etag: response.headers.get('etag') }
}

/** The address of a call within this origin. */
export function addressOf(path: string, query: CallOptions['query'] = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  )
  const search = new URLSearchParams(given).toString()
  return `${path.startsWith('/api/') ? '' : '/api/v1'}${path}${search === '' ? '' : `?${search}`}`
}

/** A path with its parts escaped: path`/orgs/${org}/templates/${id}`. */
export const path = (texts: TemplateStringsArray, ...parts: readonly (string | number)[]): string =>
  String.raw({ raw: texts }, ...parts.map(part => encodeURIComponent(part)))

async function send(method: Method, to: string, options: CallOptions): Promise<Response> {
  const { body, query, headers, signal } = options
  const response = await fetch(addressOf(to, query), {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: {
      accept: 'application/json, */*',
      // Proves that the console calls, and no form of another site.
      'x-parley-console': '1',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw unreachable()
  })
  if (!response.ok) throw await readProblem(response)
  return response
}
