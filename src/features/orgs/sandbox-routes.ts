import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Clock } from '../../lib/clock.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { pageOf, readCursor, toPage } from '../../runtime/http/page.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import {
  deleteSandbox,
  insertSandbox,
  listSandboxes,
  readSandbox,
  renameSandbox,
  type SandboxContents,
} from './sandbox-store.ts'
import { ListQuery, SandboxBody, SandboxParams, SandboxView } from './schema.ts'

/** Every organisation has it from the start, and templates without a sandbox go there. */
const FIRST = 'prod'

export const sandboxRoutes: FastifyPluginAsyncTypebox<{
  configuration: Configuration
  clock: Clock
}> = async (app, { configuration, clock }) => {
  const about = { tags: ['organisations'], params: OrgParams }
  const ofOne = { tags: ['organisations'], params: SandboxParams }
  const config = { permission: 'administer' } as const

  app.post(
    '/orgs/:org/sandboxes',
    {
      config,
      schema: {
        ...about,
        operationId: 'createSandbox',
        'x-problems': ['already-exists'],
        summary: 'Create a sandbox, an environment for templates',
        body: SandboxBody,
        response: { 201: SandboxView, ...problemResponses },
      },
    },
    async ({ org, body: { name } }, reply) => {
      const made = await insertSandbox(configuration, org, name, clock())
      if (!made) throw taken(name)
      return reply.status(201).send(show(made))
    },
  )

  app.get(
    '/orgs/:org/sandboxes',
    {
      schema: {
        ...about,
        operationId: 'listSandboxes',
        summary: 'List sandboxes by name',
        querystring: ListQuery,
        response: { 200: pageOf(SandboxView), ...problemResponses },
      },
    },
    async ({ org, query: { cursor, limit } }) => {
      const rows = await listSandboxes(configuration.db, org, readCursor(cursor), limit + 1)
      return toPage(rows, limit, ({ name }) => name, show)
    },
  )

  app.get(
    '/orgs/:org/sandboxes/:name',
    {
      schema: {
        ...ofOne,
        operationId: 'getSandbox',
        'x-problems': ['not-found'],
        summary: 'Get a sandbox',
        response: { 200: SandboxView, ...problemResponses },
      },
    },
    async ({ org, params: { name } }) => {
      const row = await readSandbox(configuration.db, org, name)
      if (!row) throw missing(name)
      return show(row)
    },
  )

  app.patch(
    '/orgs/:org/sandboxes/:name',
    {
      config,
      schema: {
        ...ofOne,
        operationId: 'renameSandbox',
        'x-problems': ['not-found', 'already-exists', 'conflict'],
        summary: 'Rename a sandbox, with its templates and feedback webhooks',
        body: SandboxBody,
        response: { 200: SandboxView, ...problemResponses },
      },
    },
    async ({ org, params: { name }, body }) => {
      if (name === FIRST) throw new Problem('conflict', 'The sandbox "prod" cannot be renamed.')
      const outcome = await renameSandbox(configuration, org, name, body.name)
      if (outcome === 'taken') throw taken(body.name)
      const row = outcome === 'missing' ? undefined : await readSandbox(configuration.db, org, body.name)
      if (!row) throw missing(name)
      return show(row)
    },
  )

  app.delete(
    '/orgs/:org/sandboxes/:name',
    {
      config,
      schema: {
        ...ofOne,
        operationId: 'deleteSandbox',
        'x-problems': ['not-found', 'conflict'],
        summary: 'Delete a sandbox that nothing belongs to',
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async ({ org, params: { name } }, reply) => {
      if (name === FIRST) throw new Problem('conflict', 'The sandbox "prod" cannot be deleted.')
      const contents = await deleteSandbox(configuration, org, name)
      if (!contents) throw missing(name)
      const used = inWords(contents)
      if (used !== '')
        throw new Problem('conflict', `The sandbox "${name}" is used by ${used}. Move or delete them first.`)
      return reply.status(204).send(null)
    },
  )
}

const missing = (name: string) => new Problem('not-found', `There is no sandbox "${name}".`)
const taken = (name: string) =>
  new Problem('already-exists', `There is a sandbox "${name}" already.`, [
    { field: '/name', message: 'is taken' },
  ])

const inWords = ({ templates, webhooks }: SandboxContents): string =>
  [
    ...templates.map(id => `the template "${id}"`),
    ...webhooks.map(name => `the feedback webhook "${name}"`),
  ].join(', ')

const show = ({ name, created_at }: { readonly name: string; readonly created_at: Date }) => ({
  name,
  created_at: created_at.toISOString(),
})
