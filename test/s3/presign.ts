import { createHash, createHmac } from 'node:crypto'

export interface Presigned {
  readonly endpoint: string
  /** Bucket and key. */
  readonly path: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly at: Date
  readonly seconds: number
}

/** An address that lets anybody read an object for some seconds (AWS Signature Version 4, in the query). */
export function presign({ endpoint, path, accessKeyId, secretAccessKey, at, seconds }: Presigned): string {
  const { host } = new URL(endpoint)
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const scope = `${time.slice(0, 8)}/us-east-1/s3/aws4_request`
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(seconds),
    'X-Amz-SignedHeaders': 'host',
  })
  const canonical = ['GET', `/${path}`, query, `host:${host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n')
  const hash = createHash('sha256').update(canonical).digest('hex')
  const key = scope
    .split('/')
    .reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`)
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, hash].join('\n')).toString('hex')
  return `${endpoint}/${path}?${query}&X-Amz-Signature=${signature}`
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
