import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Strategy } from '../../core/bandit/bandit.ts'
import type { Clock } from '../../lib/clock.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { findTemplate } from '../../runtime/catalog/find-template.ts'
import type { Database } from '../../runtime/db/session.ts'
import { createQueue } from '../../runtime/http/one-at-a-time.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { refuseAny } from '../../runtime/http/unprocessable.ts'
import { cancelJob, findJob } from '../../runtime/jobs/job-store.ts'
import type { Jobs } from '../../runtime/jobs/runner.ts'
import { SimulateBody, SimulateParams, Simulation, SimulationJobParams, SimulationJobView } from './schema.ts'
import { completeSettings, EFFORT_MAX, JOB_EFFORT_MAX } from './settings.ts'
import { simulate } from './simulate.ts'
import { SIMULATION, showSimulation } from './simulation-job.ts'
import { settingsOf } from './template-settings.ts'

export interface SimulateServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
  /** How traffic is divided in service. */
  readonly strategy: Strategy
  readonly jobs: Jobs
}

const WAITING_MAX = 4

export const simulateRoutes: FastifyPluginAsyncTypebox<SimulateServices> = async (
  app,
  { access, db, clock, strategy, jobs },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })
  const queue = createQueue(WAITING_MAX)
  const one = {
    tags: ['offline'],
    params: SimulationJobParams,
    response: { 200: SimulationJobView, ...problemResponses },
  }

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
    async ({ org, body }) => {
      const settings = await settingsFor(org, body, EFFORT_MAX)
      return queue(() => simulate(settings, strategy))
    },
  )

  app.post(
    '/orgs/:org/simulations',
    {
      schema: {
        operationId: 'startSimulation',
        'x-changes-nothing': true,
        'x-problems': ['template-not-found', 'unprocessable', 'too-many-requests'],
        summary: 'Start a simulation that refines its answer, as a job',
        description: `The same as simulate, in a thread of its own. Variants times days times launches is at most ${JOB_EFFORT_MAX}.`,
        tags: ['offline'],
        params: SimulateParams,
        body: SimulateBody,
        response: { 202: SimulationJobView, ...problemResponses },
      },
    },
    async ({ org, body, actor }, reply) => {
      const input = await settingsFor(org, body, JOB_EFFORT_MAX)
      const given = { orgId: org.id, kind: SIMULATION, input, total: input.worlds, by: actor.name }
      return reply.status(202).send(showSimulation(await jobs.start(given)))
    },
  )

  app.get(
    '/orgs/:org/simulations/:id',
    {
      schema: {
        ...one,
        operationId: 'getSimulation',
        'x-problems': ['not-found'],
        summary: 'Get the progress of a simulation, and its answer so far',
      },
    },
    async ({ org, params: { id } }) => showSimulation(await findJob(db.kysely, org.id, id, SIMULATION)),
  )

  app.post(
    '/orgs/:org/simulations/:id/cancel',
    {
      schema: {
        ...one,
        operationId: 'cancelSimulation',
        'x-problems': ['not-found', 'conflict'],
        summary: 'Cancel a simulation; its answer so far stays',
      },
    },
    async ({ org, params: { id } }) => showSimulation(await cancelJob(db, org.id, id, clock(), SIMULATION)),
  )

  /** @throws Problem template-not-found, or unprocessable with every wrong setting */
  async function settingsFor(org: Org, { template_id, ...given }: SimulateBody, effortMax: number) {
    const known =
      template_id === undefined
        ? {}
        : await settingsOf(db, org, (await findTemplate(access, org, template_id)).template, clock())
    const { settings, faults } = completeSettings({ ...known, ...given }, effortMax)
    refuseAny(faults.map(({ name, message }) => ({ field: `/${name}`, message: `${name} ${message}.` })))
    return settings
  }
}
