import { padsOf } from '../../../core/ids/hashed-name.ts'

// How a warehouse makes the hashes of people: HMAC-SHA-256 of a user id, or of an address in lower case.

const COLUMN = 'YOUR_COLUMN'

/** An expression of Databricks and Spark. They have SHA-256 of bytes, which is all that HMAC needs. */
export function sparkHash(key: string): string {
  const { inner, outer } = padsOf(key)
  const name = `nullif(CASE WHEN contains(${COLUMN}, '@') THEN lower(trim(${COLUMN})) ELSE trim(${COLUMN}) END, '')`
  return [
    `sha2(concat(unhex('${outer}'),`,
    `  unhex(sha2(concat(unhex('${inner}'),`,
    `    encode(${name}, 'UTF-8')), 256))), 256)`,
  ].join('\n')
}

/** The code of an AWS Lambda function in Python. Redshift names no function that hashes bytes. */
export const lambdaHash = (key: string): string =>
  [
    'import hashlib, hmac, json',
    '',
    `KEY = bytes.fromhex("${key}")`,
    '',
    'def hashed(name):',
    '    name = (name or "").strip()',
    '    if "@" in name:',
    '        name = name.lower()',
    '    return hmac.new(KEY, name.encode(), hashlib.sha256).hexdigest() if name else None',
    '',
    'def lambda_handler(event, context):',
    '    return json.dumps({"success": True, "results": [hashed(row[0]) for row in event["arguments"]]})',
  ].join('\n')

/** Makes that function known to Redshift: `SELECT parley_person(email) AS user_id_or_email`. */
export const REDSHIFT_FUNCTION = [
  'CREATE EXTERNAL FUNCTION parley_person(VARCHAR) RETURNS VARCHAR STABLE',
  "LAMBDA 'parley-person' IAM_ROLE 'arn:aws:iam::YOUR_ACCOUNT:role/ROLE_OF_REDSHIFT';",
].join('\n')
