import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Strategy } from '../../core/bandit/bandit.ts'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { findTemplate } from '../../runtime/catalog/find-template.ts'
import type { Database } from '../../runtime/db/session.ts'
import { createQueue } from '../../runtime/http/one-at-a-time.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { refuseAny } from '../../runtime/http/unprocessable.ts'
import { SimulateBody, SimulateParams, Simulation } from './schema.ts'
import { completeSettings, EFFORT_MAX } from './settings.ts'
import { simulate } from './simulate.ts'
import { settingsOf } from './template-settings.ts'

export interface SimulateServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
  /** How traffic is divided in service. */
  readonly strategy: Strategy
}

const WAITING_MAX = 4

export const simulateRoutes: FastifyPluginAsyncTypebox<SimulateServices> = async (
  app,
  { access, db, clock, strategy },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })
  const queue = createQueue(WAITING_MAX)

  app.post(
    '/orgs/:org/simulate',
    {
      schema: {
        operationId: 'simulate',
        'x-changes-nothing': true,
        'x-problems': ['template-not-found', 'unprocessable', 'too-many-requests'],
        summary: 'Simulate a launch: days until a verdict, and gain from learning',
        description: `Simulates many launches under the given assumptions. Variants times days times launches is at most ${EFFORT_MAX}.`,
        tags: ['offline'],
        params: SimulateParams,
        body: SimulateBody,
        response: { 200: Simulation, ...problemResponses },
      },
    },
    async ({ org, body: { template_id, ...given } }) => {
      const known =
        template_id === undefined
          ? {}
          : await settingsOf(db, org, (await findTemplate(access, org, template_id)).template, clock())
      const { settings, faults } = completeSettings({ ...known, ...given }, EFFORT_MAX)
      refuseAny(faults.map(({ name, message }) => ({ field: `/${name}`, message: `${name} ${message}.` })))
      return queue(() => simulate(settings, strategy))
    },
  )
}
