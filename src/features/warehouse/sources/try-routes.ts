import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Finding } from '../../../core/platforms/vendor.ts'
import { conclude } from '../../../core/platforms/verification.ts'
import { VerificationView } from '../../../runtime/catalog/verification-schema.ts'
import { problemResponses } from '../../../runtime/http/problem.ts'
import { SourceError } from '../source-error.ts'
import type { OpenSource } from './open-source.ts'
import { SourceParams } from './schema.ts'
import type { SourceServices } from './services.ts'
import { SetupView } from './setup-schema.ts'
import { findSource } from './source-store.ts'

/** What the customer sets up, and whether it works. */
export const tryRoutes: FastifyPluginAsyncTypebox<SourceServices> = async (app, { db, clock, kinds }) => {
  const one = { tags: ['sources'], params: SourceParams, 'x-problems': ['not-found' as const] }

  app.get(
    '/orgs/:org/sources/:source/setup',
    {
      schema: {
        ...one,
        operationId: 'getSourceSetup',
        summary: 'Get what has to be set up for a source, ready to paste',
        response: { 200: SetupView, ...problemResponses },
      },
    },
    async ({ org, params }) => {
      const source = await findSource(db.kysely, org.id, params.source)
      return { items: [...kinds.open(org, source).setup()] }
    },
  )

  app.post(
    '/orgs/:org/sources/:source/verify',
    {
      schema: {
        ...one,
        operationId: 'verifySource',
        'x-changes-nothing': true,
        summary: 'Try the credentials of a source, without reading rows',
        description:
          'Lists the prefix, and reads the beginning of one object. Each finding says what works, or which permission is missing.',
        response: { 200: VerificationView, ...problemResponses },
      },
    },
    async ({ org, params }) => {
      const source = await findSource(db.kysely, org.id, params.source)
      const findings = await verified(kinds.open(org, source))
      const missing = findings.filter(({ status }) => status === 'not-configured')
      const asked = findings.filter(({ status }) => status !== 'not-configured')
      const { findings: all, ...concluded } = conclude(source.name, missing, asked)
      return { ...concluded, checked_at: clock().toISOString(), findings: [...all] }
    },
  )
}

/** What cannot even be opened is a finding too. */
async function verified(source: OpenSource): Promise<readonly Finding[]> {
  try {
    return await source.verify()
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    const fix = 'Change the source, and verify it again.'
    return [{ check: 'Open the source', status: 'fails', message: error.message, fix }]
  }
}
