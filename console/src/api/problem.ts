/** What the server answers instead of success (RFC 9457), or what the browser says when no answer came. */
export class ApiProblem extends Error {
  readonly status: number
  /** The stable name of the problem; `unreachable` when no answer came. */
  readonly code: string
  readonly title: string
  /** Wrong fields, as JSON pointers into the body. */
  readonly errors: readonly { readonly field: string; readonly message: string }[]

  constructor(given: {
    readonly status: number
    readonly code: string
    readonly title: string
    readonly detail: string
    readonly errors?: ApiProblem['errors']
  }) {
    super(given.detail)
    this.name = 'ApiProblem'
    this.status = given.status
    this.code = given.code
    this.title = given.title
    this.errors = given.errors ?? []
  }

  /** What is wrong with a field of the body, such as `/name`. */
  of(field: string): string | undefined {
    return this.errors.find(error => error.field === field)?.message
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const toErrors = (value: unknown): ApiProblem['errors'] =>
  (Array.isArray(value) ? value : []).flatMap((item: unknown) => {
    const field = isObject(item) ? text(item['field']) : undefined
    const message = isObject(item) ? text(item['message']) : undefined
    return field === undefined || message === undefined ? [] : [{ field, message }]
  })

/** Reads the body of a refusal. Proxies in front of the server answer with bodies of their own. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => undefined)
  const found = isObject(body) ? body : {}
  return new ApiProblem({
    status: response.status,
    code: text(found['code']) ?? 'unexpected',
    title: text(found['title']) ?? `The server answered ${response.status}`,
    detail: text(found['detail']) ?? 'The answer was not from Parley. Look at the proxy in front of it.',
    errors: toErrors(found['errors']),
  })
}

export const unreachable = (): ApiProblem =>
  new ApiProblem({
    status: 0,
    code: 'unreachable',
    title: 'The server does not answer',
    detail: 'No answer came. Check your connection, and whether Parley runs.',
  })

/** Any thrown value as a problem, so that one view shows all of them. */
export const toProblem = (error: unknown): ApiProblem =>
  error instanceof ApiProblem
    ? error
    : new ApiProblem({
        status: 0,
        code: 'console',
        title: 'This page has a fault',
        detail: error instanceof Error ? error.message : String(error),
      })
