import { readFileSync } from 'node:fs'
import type { FastifyInstance, InjectOptions } from 'fastify'

interface Response {
  readonly $ref?: string
  readonly description?: string
}
interface Operation {
  readonly operationId: string
  readonly responses: Readonly<Record<string, Response>>
}
interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly responses: Readonly<Record<string, Response>> }
}
interface Documented extends Operation {
  readonly method: string
  readonly path: RegExp
  readonly parameters: number
}

// Making the document takes long. A test of its own checks that the file is up to date.
const { paths, components }: ApiDocument = JSON.parse(
  readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'),
)
const operations: readonly Documented[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    ...operation,
    method,
    path: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    parameters: path.split('{').length,
  })),
)

/** From here on a request rejects when its operation answers with a problem code that it does not document. */
export function refuseUndocumentedProblems(app: FastifyInstance): void {
  const inject = app.inject.bind(app)
  const checked = async (options: InjectOptions | string) => {
    const reply = await inject(options)
    if (!String(reply.headers['content-type']).startsWith('application/problem+json')) return reply
    const { method = '', url = '' } = reply.raw.req
    const operation = find(method.toLowerCase(), url.split('?')[0] ?? '')
    const name = operation?.responses[reply.statusCode]?.$ref?.split('/').at(-1) ?? ''
    const { description = '' } = components.responses[name] ?? {}
    const { code } = reply.json()
    if (operation && !description.includes(`\`${code}\``))
      throw new Error(
        `${operation.operationId} answered ${method} ${url} with the problem ${code}. Add it to the x-problems of the route, then run npm run generated.`,
      )
    return reply
  }
  Object.assign(app, { inject: checked })
}

/** The operation that the router takes: a fixed address before one with parameters. */
const find = (method: string, path: string): Documented | undefined =>
  operations
    .filter(operation => operation.method === method && operation.path.test(path))
    .sort((one, other) => one.parameters - other.parameters)[0]
