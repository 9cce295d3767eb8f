import { expect } from 'vitest'
import type { Guide } from '../../src/core/platforms/guide.ts'
import type { Platform } from '../../src/core/platforms/platform.ts'
import { startTestApp, type TestApp } from '../app.ts'
import { createOrg, processInbox } from '../factories.ts'

/** Two organisations on a server with a port, for tests that act as a platform. */
export interface World {
  readonly server: TestApp
  /** The address of the server, without a trailing slash. */
  readonly url: string
  /** A key of `acme` that may request copy and report. */
  readonly key: string
  /** A key of `rival` with the same scopes there. */
  readonly rivalKey: string
  /** A moment, in seconds after the start. */
  at(seconds: number): Date
  /** The guide of a platform for a template of `acme`. */
  guide(platform: Platform, templateId: string): Guide
  /** The code of one of the guide's snippets, with the key filled in. */
  snippet(guide: Guide, key: string): string
  close(): Promise<void>
}

export const VARIABLES = ['subject', 'body']

export async function startWorld(): Promise<World> {
  // Stand-ins of platforms.
  const server = await startTestApp({ PARLEY_ALLOWED_PRIVATE_HOSTS: '127.0.0.1' })
  const url = await server.app.listen({ host: '127.0.0.1', port: 0 })
  const start = Math.floor(Date.now() / 1000) * 1000
  const keyOf = async (org: string): Promise<string> => {
    await createOrg(server, org)
    const made = await server.call('POST', `/api/v1/orgs/${org}/keys`, {
      name: 'the platform',
      scopes: ['serve', 'ingest'],
    })
    expect(made.status).toBe(201)
    return made.body.key
  }
  const key = await keyOf('acme')
  const rivalKey = await keyOf('rival')
  return {
    server,
    url,
    key,
    rivalKey,
    at: seconds => new Date(start + seconds * 1000),
    guide: (platform, id) =>
      platform.guide({
        org: 'acme',
        publicUrl: url,
        endpointUrl: `${url}/api/webhook/${platform.slug}/acme`,
        template: { id, channel: 'email', variables: VARIABLES, integration: {} },
      }),
    snippet(guide, name) {
      const snippet = guide.snippets.find(each => each.key === name)
      if (!snippet) throw new Error(`the guide has no snippet "${name}"`)
      return snippet.code.replaceAll('YOUR_API_KEY', key)
    },
    close: () => server.close(),
  }
}

/** An active template of two variables with a control and two variants; half of the people get the control. */
export async function createWordings(
  { server }: World,
  org: string,
  id: string,
  settings: object = {},
): Promise<void> {
  const at = `/api/v1/orgs/${org}/templates`
  const split = { method: 'internal_persistent', control_share: 0.5 }
  const made = await server.call('POST', at, { id, variables: VARIABLES, split, ...settings })
  expect(made).toMatchObject({ status: 201 })
  for (const [name, control] of [
    ['control', true],
    ['first', false],
    ['second', false],
  ] as const) {
    // Everything that a careless platform would break: quotes, markup, line ends, and more than ASCII.
    const vars = { subject: `Don't miss "${name}" – 50 % & more`, body: `<p>${name}</p>\n<b>It's ☂ time</b>` }
    const reply = await server.call('POST', `${at}/${id}/variants`, {
      name,
      vars,
      control,
      status: 'approved',
    })
    expect(reply).toMatchObject({ status: 201 })
  }
  expect(await server.call('PATCH', `${at}/${id}`, { status: 'active' })).toMatchObject({ status: 200 })
}

export interface Answer {
  readonly copy: { readonly id: string; readonly vars: Readonly<Record<string, string>> }
  readonly tracking_id: string
  readonly decision_id: string
  readonly control: boolean
}

/** Requests copy for one person after the other, until one got the control and one a treatment. */
export async function askForBoth<Asked extends { readonly answer: Answer }>(
  ask: (number: number) => Promise<Asked>,
): Promise<{ control: Asked; treatment: Asked }> {
  const asked: Asked[] = []
  for (let number = 1; number <= 60; number++) {
    asked.push(await ask(number))
    const control = asked.find(({ answer }) => answer.control)
    const treatment = asked.find(({ answer }) => !answer.control)
    if (control && treatment) return { control, treatment }
  }
  throw new Error('sixty people all got the same')
}

const COUNTED = [
  ...(['sends', 'opens', 'machine_opens', 'clicks'] as const),
  ...(['conversions', 'unsubscribes', 'bounces', 'revenue'] as const),
]
export type Counts = Readonly<Partial<Record<(typeof COUNTED)[number], number>>>

/** The results of each variant of a template, by id; zeros are left out. */
export async function countsByVariant(
  { server }: World,
  org: string,
  template: string,
): Promise<Record<string, Counts>> {
  await processInbox(server)
  const { body } = await server.call('GET', `/api/v1/orgs/${org}/templates/${template}/results`)
  const rows: [string, Counts][] = body.variants.map((row: Record<string, number> & { id: string }) => {
    const counted = COUNTED.filter(name => row[name] !== 0)
    return [row.id, Object.fromEntries(counted.map(name => [name, row[name]]))]
  })
  return Object.fromEntries(rows.filter(([, counts]) => Object.keys(counts).length > 0))
}

/** The number of requests in an organisation's log, up to a hundred. Refused requests are not in it. */
export async function requestsOf({ server }: World, org: string): Promise<number> {
  const { body } = await server.call('GET', `/api/v1/orgs/${org}/requests?limit=100`)
  return body.items.length
}
