import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Metrics } from './metrics.ts'
import { requireMetricsAccess } from './metrics-access.ts'
import { Problem, problemResponses } from './problem.ts'

export interface HealthServices {
  readonly metrics: Metrics
  /** Empty: only this machine may read the metrics. */
  readonly metricsToken: string
  /** The reason why the store cannot be used; undefined if it can. Answers within a second. */
  readonly checkStore: () => Promise<string | undefined>
}

const Status = Type.Object({ status: Type.Literal('ok') }, { title: 'Status' })
const open = { security: [], tags: ['operation'] }

export const healthRoutes: FastifyPluginAsyncTypebox<HealthServices> = async (
  app,
  { metrics, metricsToken, checkStore },
) => {
  app.get(
    '/healthz',
    {
      schema: {
        ...open,
        operationId: 'checkLiveness',
        summary: 'Check that the process runs',
        response: { 200: Status },
      },
    },
    async () => ({ status: 'ok' as const }),
  )

  app.get(
    '/readyz',
    {
      schema: {
        ...open,
        operationId: 'checkReadiness',
        summary: 'Check that the database answers and accepts writes',
        response: { 200: Status, ...problemResponses },
      },
    },
    async () => {
      const fault = await checkStore()
      if (fault !== undefined) throw new Problem('unavailable', fault)
      return { status: 'ok' as const }
    },
  )

  app.get(
    '/metrics',
    {
      schema: {
        ...open,
        operationId: 'readMetrics',
        security: [{ bearer: [] }, {}],
        'x-problems': ['missing-key', 'wrong-key'],
        summary: 'Get metrics for Prometheus',
        description:
          'Needs the value of PARLEY_METRICS_TOKEN. As long as that is not set, only calls from the machine itself are answered.',
        produces: ['text/plain'],
        response: { 200: Type.String(), ...problemResponses },
      },
    },
    async (request, reply) => {
      requireMetricsAccess(request, metricsToken)
      const text = await metrics.text()
      return reply.type(metrics.contentType).serializer(String).send(text)
    },
  )
}
