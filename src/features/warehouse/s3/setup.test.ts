import { describe, expect, it } from 'vitest'
import { isOwnPrefix } from './own-prefixes.ts'
import type { S3Stored } from './settings.ts'
import { setupOf } from './setup.ts'

const STORED: S3Stored = {
  ...{ kind: 's3', bucket: 'exports', prefix: 'redshift/acme/', region: 'eu-central-1', endpoint: null },
  ...{ path_style: false, append: false, quiet_minutes: 15, external_id: 'parley-1' },
  credentials: { type: 'assume_role', role_arn: null },
}
const READING = { platform: 'itbl', columns: {}, properties: [], window: null }
const PRINCIPAL = 'arn:aws:iam::111122223333:role/parley'

const codesOf = (stored: Partial<S3Stored> = {}, reading: object = {}, principal = PRINCIPAL) =>
  Object.fromEntries(
    setupOf(
      { principal },
      { id: 1, slug: 'acme-corp' },
      { ...STORED, ...stored },
      { ...READING, ...reading },
    ).map(({ key, code }) => [key, code]),
  )
const statementsOf = (code = '') => JSON.parse(code).Statement

describe('what the owner of the bucket sets up', () => {
  it('lets this server take on a role with the external id of the source', () => {
    expect(statementsOf(codesOf()['trust-policy'])).toEqual([
      {
        ...{ Effect: 'Allow', Principal: { AWS: PRINCIPAL }, Action: 'sts:AssumeRole' },
        Condition: { StringEquals: { 'sts:ExternalId': 'parley-1' } },
      },
    ])
    expect(codesOf({}, {}, '')['trust-policy']).toContain('ACCOUNT_OF_PARLEY')
  })

  it('lets Parley list and read the prefix, and no more', () => {
    expect(statementsOf(codesOf()['reader-policy'])).toEqual([
      {
        ...{ Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::exports' },
        Condition: { StringLike: { 's3:prefix': ['redshift/acme/', 'redshift/acme/*'] } },
      },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::exports/redshift/acme/*' },
    ])
    const chain = codesOf({ credentials: { type: 'chain' } })
    expect(chain['trust-policy']).toBeUndefined()
    expect(statementsOf(chain['reader-policy'])).toMatchObject([
      { Principal: { AWS: PRINCIPAL } },
      { Principal: { AWS: PRINCIPAL } },
    ])
  })

  it('lets the warehouse write and delete under the prefix', () => {
    expect(statementsOf(codesOf()['writer-policy'])[0].Action).toEqual(
      expect.arrayContaining(['s3:PutObject', 's3:AbortMultipartUpload', 's3:DeleteObject']),
    )
  })
})

describe('the statements that export', () => {
  it('have the columns of the source', () => {
    const columns = { event_name: 'Event Name', event_timestamp: 'at', user_id: "who's" }
    const codes = codesOf({}, { columns, properties: ['plan'] })
    expect(codes['redshift']).toBe(`UNLOAD ('
SELECT "Event Name", at, message_id, template_id, campaign_id, "who''s", plan,
  CAST(at AS DATE) AS event_date
FROM YOUR_EVENTS
WHERE at >= DATEADD(day, -3, TRUNC(SYSDATE))
')
TO 's3://exports/redshift/acme/'
IAM_ROLE 'arn:aws:iam::YOUR_ACCOUNT:role/ROLE_OF_REDSHIFT'
FORMAT AS PARQUET PARTITION BY (event_date)
MANIFEST ALLOWOVERWRITE MAXFILESIZE 256 MB;`)
    expect(codes['databricks']).toContain('  `Event Name` STRING,\n  at TIMESTAMP,\n')
    expect(codes['databricks']).toContain('CREATE TABLE IF NOT EXISTS YOUR_SCHEMA.parley_acme_corp (')
    expect(codes['databricks-location']).toContain("URL 's3://exports/redshift/acme/' WITH")
  })
})

it.each([
  ['exports/{org}/', 'exports', 'acme/', true],
  ['exports/{org}', 'exports', 'acme/redshift/', true],
  ['a/b/, exports/{org}/', 'exports', 'acme/', true],
  ['exports/{org}/', 'exports', 'acme-corp/', false],
  ['exports/{org}/', 'exports', '', false],
  ['exports/{org}/', 'other', 'acme/', false],
  ['exports/', 'exports', '', true],
  ['exports', 'exports', 'acme/', false],
  ['', 'exports', 'acme/', false],
])('with "%s" acme may read %s/%s: %s', (list, bucket, prefix, may) => {
  expect(isOwnPrefix(list, 'acme', { bucket, prefix })).toBe(may)
})
