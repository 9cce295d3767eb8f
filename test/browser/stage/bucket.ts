import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { type Cell, writeParquet } from '../../parquet.ts'

/** As much of S3 as a reader and an export ask for. test/s3 asks a real server. */
export interface Bucket {
  readonly url: string
  /** Puts rows as a Parquet file. */
  put(key: string, rows: readonly Readonly<Record<string, Cell>>[]): Promise<void>
  remove(key: string): void
  names(): readonly string[]
  close(): Promise<void>
}

interface Stored {
  readonly body: Buffer
  readonly etag: string
  readonly at: Date
}

export const BUCKET = 'exports'
/** Whoever signs with another key is refused. */
export const KEY_ID = 'reader'

export async function startBucket(): Promise<Bucket> {
  const objects = new Map<string, Stored>()
  const folder = mkdtempSync(join(tmpdir(), 'parley-bucket-'))
  const server = createServer((request, reply) => void answer(objects, request, reply))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the bucket has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async put(key, rows) {
      const body = readFileSync(await writeParquet(join(folder, 'upload.parquet'), rows))
      store(objects, key, body)
    },
    remove: key => void objects.delete(key),
    names: () => [...objects.keys()],
    async close() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function store(objects: Map<string, Stored>, key: string, body: Buffer): void {
  const etag = `"${createHash('md5').update(body).digest('hex')}"`
  objects.set(key, { body, etag, at: new Date() })
}

async function answer(
  objects: Map<string, Stored>,
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://bucket')
  const refuse = (status: number, code: string) =>
    reply.writeHead(status, { 'content-type': 'application/xml' }).end(xml('Error', `<Code>${code}</Code>`))
  if (!request.headers.authorization?.includes(`Credential=${KEY_ID}/`))
    return void refuse(403, 'AccessDenied')
  if (searchParams.has('list-type')) {
    const found = [...objects].filter(([key]) => key.startsWith(searchParams.get('prefix') ?? ''))
    return void reply
      .writeHead(200, { 'content-type': 'application/xml' })
      .end(xml('ListBucketResult', `<IsTruncated>false</IsTruncated>${found.map(contentOf).join('')}`))
  }
  const key = decodeURIComponent(pathname.slice(`/${BUCKET}/`.length))
  if (request.method === 'PUT') {
    store(objects, key, await buffer(request))
    return void reply.writeHead(200).end()
  }
  if (request.method === 'DELETE') {
    objects.delete(key)
    return void reply.writeHead(204).end()
  }
  const object = objects.get(key)
  if (object === undefined) return void refuse(404, 'NoSuchKey')
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  const body = object.body.subarray(Number(from ?? 0), to ? Number(to) + 1 : undefined)
  reply
    .writeHead(from === undefined ? 200 : 206, { etag: object.etag, 'content-length': body.length })
    .end(body)
}

const xml = (name: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><${name}>${content}</${name}>`

const contentOf = ([key, { body, etag, at }]: readonly [string, Stored]): string =>
  `<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified><ETag>${etag.replaceAll('"', '&quot;')}</ETag><Size>${body.length}</Size></Contents>`
