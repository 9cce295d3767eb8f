import type { InjectOptions } from 'fastify'
import { expect } from 'vitest'
import type { Role } from '../src/runtime/http/permission.ts'
import type { TestApp, TestReply } from './app.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Undefined leaves a header out that the console sends. */
type Headers = Readonly<Record<string, string | undefined>>

/** A browser with the console open: it keeps the session cookie, and sends what the console sends. */
export interface Visitor {
  call(method: Method, url: string, body?: unknown, headers?: Headers): Promise<TestReply>
  /** The session cookie as the browser sends it; undefined when there is none. */
  cookie: string | undefined
}

const COOKIE = '__Host-parley'

export function createVisitor({ app }: Pick<TestApp, 'app'>): Visitor {
  const visitor: Visitor = {
    cookie: undefined,
    async call(method, url, body, headers = {}) {
      const options: InjectOptions = {
        method,
        url,
        headers: withoutUndefined({
          'sec-fetch-site': 'same-origin',
          'x-parley-console': '1',
          cookie: visitor.cookie,
          ...headers,
        }),
      }
      const reply = await app.inject(body === undefined ? options : { ...options, payload: body as object })
      const set = reply.cookies.find(({ name }) => name === COOKIE)
      if (set) visitor.cookie = set.value === '' ? undefined : `${COOKIE}=${set.value}`
      return {
        status: reply.statusCode,
        body: isJson(reply.headers['content-type']) ? reply.json() : undefined,
      }
    },
  }
  return visitor
}

const isJson = (type: unknown): boolean => /json/.test(String(type))

const withoutUndefined = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )

export const PASSWORD = 'seven wet umbrellas'

/** A new member of an organisation, signed in. */
export async function createMember(
  server: TestApp,
  org: string,
  email: string,
  role: Role,
): Promise<Visitor> {
  const url = `/api/v1/orgs/${org}/invitations`
  const invitation = await server.call('POST', url, { email, role })
  expect(invitation.status).toBe(201)
  const visitor = createVisitor(server)
  const token = tokenOf(invitation.body.url)
  const reply = await visitor.call('POST', `/api/v1/invitations/${token}`, {
    name: email,
    password: PASSWORD,
  })
  expect(reply).toMatchObject({ status: 201, body: { user: { email } } })
  return visitor
}

/** The secret part of a link. */
export const tokenOf = (url: string): string =>
  new URL(url).searchParams.get('token') ?? url.split('/').at(-1) ?? ''

export const signIn = (visitor: Visitor, email: string, password = PASSWORD): Promise<TestReply> =>
  visitor.call('POST', '/api/v1/session', { email, password })
