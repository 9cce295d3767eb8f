import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Clock } from '../../../lib/clock.ts'
import type { Configuration } from '../../../runtime/catalog/change.ts'
import { OrgParams } from '../../../runtime/http/fields.ts'
import { problemResponses } from '../../../runtime/http/problem.ts'
import type { Vault } from '../../../runtime/http/secrets.ts'
import { lambdaHash, REDSHIFT_FUNCTION, sparkHash } from './hash-sql.ts'
import { openHashKey } from './key-store.ts'

const code = (description: string) => Type.String({ description })

const HashKey = Type.Object(
  {
    key: Type.String({ description: 'In hexadecimal. Keep it secret: with it, hashes can be guessed.' }),
    created_at: Type.String({ format: 'date-time' }),
    sql: Type.Object({
      spark: code(
        'An expression for Databricks and Spark, with the key. YOUR_COLUMN is a user id or an address.',
      ),
      lambda: code(
        'An AWS Lambda function in Python, with the key, for Redshift, which cannot hash bytes itself.',
      ),
      redshift: code('Makes the Lambda function known to Redshift as parley_person.'),
    }),
  },
  {
    title: 'PersonHashKey',
    examples: [
      {
        ...{ key: '00'.repeat(32), created_at: '2026-03-02T09:15:00.000Z' },
        sql: { spark: 'sha2(…)', lambda: 'import hashlib, hmac, json …', redshift: REDSHIFT_FUNCTION },
      },
    ],
  },
)

export const hashKeyRoutes: FastifyPluginAsyncTypebox<{
  configuration: Configuration
  vault: Vault
  clock: Clock
}> = async (app, { configuration, vault, clock }) => {
  app.put(
    '/orgs/:org/person-hash-key',
    {
      schema: {
        tags: ['sources'],
        operationId: 'openPersonHashKey',
        summary: 'Get the key by which exports hash people; it is made if there is none',
        description:
          'Sources whose `people` is hashed or hash_on_reading name people by HMAC-SHA-256 with this key. From now on Parley keeps the hash of each user id and address that it knows, so that it meets them. The key never changes.',
        params: OrgParams,
        response: { 200: HashKey, ...problemResponses },
      },
    },
    async ({ org }) => {
      const { key, createdAt } = await openHashKey(configuration, org, vault, clock())
      const sql = { spark: sparkHash(key), lambda: lambdaHash(key), redshift: REDSHIFT_FUNCTION }
      return { key, created_at: createdAt.toISOString(), sql }
    },
  )
}
