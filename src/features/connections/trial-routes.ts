import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger } from 'fastify'
import type { Platform } from '../../core/platforms/platform.ts'
import type { VendorCall } from '../../core/platforms/vendor.ts'
import type { Clock } from '../../lib/clock.ts'
import { createId } from '../../lib/id.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { VerificationView } from '../../runtime/catalog/verification-schema.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { hasKey } from './facts.ts'
import { findOrRefuse } from './find-platform.ts'
import { makeSample } from './sample.ts'
import { PlatformParams, SampleBody, SampleStored } from './schema.ts'
import { verifyPlatform } from './verify.ts'

export interface TrialServices {
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  readonly call: VendorCall
  /** Stores a report like a webhook call, marked as a sample; returns the id under which it is kept. */
  readonly storeSample: (org: Org, platform: Platform, report: unknown, at: Date) => Promise<string>
}

/** Trying a platform out, in both directions. */
export const trialRoutes: FastifyPluginAsyncTypebox<TrialServices> = async (app, services) => {
  const { call, clock, log, storeSample } = services
  const tags = ['platforms']

  app.post(
    '/orgs/:org/platforms/:slug/verify',
    {
      schema: {
        operationId: 'verifyPlatform',
        'x-problems': ['platform-not-found'],
        summary: 'Test the stored credentials at the API of the platform',
        description:
          'The test changes nothing at the platform. Each check has a finding, also when the platform does not answer.',
        tags,
        params: PlatformParams,
        response: { 200: VerificationView, ...problemResponses },
      },
    },
    async ({ org, params }) => {
      const platform = findOrRefuse(params.slug)
      const checked_at = clock().toISOString()
      const { findings, ...concluded } = await verifyPlatform(
        platform,
        org.platforms.get(platform.slug) ?? {},
        hasKey(org, 'ingest', clock()),
        call,
        error => log.error({ err: error, org: org.slug, platform: platform.slug }, 'a probe broke'),
      )
      return { ...concluded, checked_at, findings: [...findings] }
    },
  )

  app.post(
    '/orgs/:org/platforms/:slug/sample',
    {
      schema: {
        operationId: 'sendSampleEvent',
        'x-problems': ['platform-not-found', 'unprocessable'],
        summary: 'Send a sample event through the webhook of a platform',
        description:
          'Parley stores, processes and matches the sample like a webhook call. The inbound log marks it as a sample. ' +
          'By default the person is made up, so the event counts for no message.',
        tags,
        params: PlatformParams,
        body: SampleBody,
        response: { 202: SampleStored, ...problemResponses },
      },
    },
    async ({ org, params, body }, reply) => {
      const platform = findOrRefuse(params.slug)
      const at = clock()
      const sample = makeSample(platform, org, body, createId(at.getTime()), at)
      return reply.status(202).send({ request_id: await storeSample(org, platform, sample, at) })
    },
  )
}
