import { createHash, randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Listening, listenAt } from './listen.ts'
import { type StorageServer, startStorageServer } from './storage-server.ts'

// A sharing server that was written from the protocol and its examples. It serves tables that a test describes.

export interface ServedTable {
  version: number
  /** Columns by name; with the physical names if the table maps them. */
  columns: readonly ServedColumn[]
  readonly partitionColumns?: readonly string[]
  readonly mapping?: 'name' | 'id'
  readonly readerFeatures?: readonly string[]
  files: readonly ServedFile[]
}

export interface ServedColumn {
  readonly name: string
  readonly type: string
  readonly physicalName?: string
  readonly id?: number
}

export interface ServedFile {
  /** On this machine. */
  readonly path: string
  readonly partitionValues?: Readonly<Record<string, string | null>>
  readonly deletions?: { readonly cardinality: number; readonly sizeInBytes: number } & (
    | { readonly path: string; readonly offset: number }
    | { readonly z85: string }
  )
}

/** What the server does wrong, in the order of the calls. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** The answer breaks off after so many lines: the connection, or as if it were whole. */
  | { readonly lines: number; readonly isSilent: boolean }
  /** A last line with an error. */
  | { readonly errorMessage: string }

export interface SharingServer {
  readonly endpoint: string
  readonly origin: string
  readonly token: string
  readonly storage: StorageServer
  /** By share.schema.table. */
  readonly tables: Map<string, ServedTable>
  readonly faults: Fault[]
  filesAPage: number
  isRefreshing: boolean
  /** Whether it knows only the parquet format. */
  isOld: boolean
  /** The method and the path of each call. */
  readonly calls: string[]
  /** Tokens of activation links that were not used. */
  readonly activations: Map<string, string>
  /** A profile of the version 1. */
  profile(more?: object): string
  close(): Promise<void>
}

export const CLIENT = { id: 'parley', secret: 'the-secret-of-the-recipient' }
const ROOT = '/delta-sharing'

export async function startSharingServer(isSecure = true): Promise<SharingServer> {
  const storage = await startStorageServer(isSecure)
  const server: SharingServer & { bearers: Set<string> } = {
    ...{ endpoint: '', origin: '', token: `token-${randomUUID()}`, storage, tables: new Map(), faults: [] },
    ...{
      filesAPage: 1_000,
      isRefreshing: true,
      isOld: false,
      calls: [],
      activations: new Map(),
      bearers: new Set(),
    },
    profile: more =>
      JSON.stringify({
        ...{
          shareCredentialsVersion: 1,
          endpoint: `${server.endpoint}/`,
          bearerToken: server.token,
          ...more,
        },
      }),
    async close() {
      await Promise.all([listening.close(), storage.close()])
    },
  }
  server.bearers.add(server.token)
  const listening: Listening = await listenAt(isSecure, (request, reply) => {
    answer(server, request, reply).catch(error => reply.writeHead(500).end(String(error)))
  })
  return Object.assign(server, { origin: listening.origin, endpoint: listening.origin + ROOT })
}

async function answer(
  server: SharingServer & { bearers: Set<string> },
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<unknown> {
  const url = new URL(request.url ?? '/', server.origin)
  server.calls.push(`${request.method} ${url.pathname.replace(ROOT, '')}`)
  const activation = url.pathname.split('/data_sharing_activation/')[1]
  if (activation !== undefined) return activate(server, activation, reply)
  if (url.pathname === '/token') return giveToken(server, request, reply)
  const fault = server.faults[0]
  if (fault !== undefined && 'status' in fault) {
    server.faults.shift()
    return reply.writeHead(fault.status, fault.headers).end(fault.body)
  }
  const authorization = request.headers.authorization ?? ''
  const isBasic = authorization === basic(CLIENT.id, CLIENT.secret)
  if (!isBasic && !server.bearers.has(authorization.replace('Bearer ', '')))
    return refuse(reply, 401, 'UNAUTHENTICATED', `the token ${authorization} is not valid`)
  const [share = '', schema = '', table = '', what] = namesIn(url.pathname)
  const names = [...server.tables.keys()].map(name => name.split('.'))
  if (schema === '')
    return sendList(
      reply,
      url,
      names.map(([name]) => name),
    )
  if (table === '')
    return sendList(
      ...([
        reply,
        url,
        names.filter(([name]) => name === share).map(([, name, last]) => (schema === '*' ? name : last)),
      ] as const),
    )
  const served = server.tables.get([share, schema, table].join('.').toLowerCase())
  if (served === undefined) return refuse(reply, 404, 'RESOURCE_DOES_NOT_EXIST', 'no such table')
  if (what === 'version') return reply.writeHead(200, { 'delta-table-version': served.version }).end()
  return sendTable(server, request, reply, what === 'query' ? served : { ...served, files: [] })
}

/** `/shares/a/schemas/b/tables/c/query`: a, b, c, query. A star stands for the list of what comes next. */
function namesIn(path: string): readonly string[] {
  const [, , , share, schemas, schema, tables, table, what] = path.split('/').map(decodeURIComponent)
  return [
    share ?? '',
    schemas === 'schemas' ? (schema ?? '*') : '',
    tables === 'tables' ? (table ?? '') : '',
    what ?? '',
  ]
}

function sendList(reply: ServerResponse, url: URL, names: readonly (string | undefined)[]): unknown {
  // One item a page: the smallest that a server may send.
  const all = [...new Set(names)]
  const at = Number(url.searchParams.get('pageToken') ?? 0)
  const items = all.slice(at, at + 1).map(name => ({ name }))
  const next = at + 1 < all.length ? { nextPageToken: String(at + 1) } : {}
  return json(reply, 200, { ...(items.length > 0 && { items }), ...next })
}

async function sendTable(
  server: SharingServer,
  request: IncomingMessage,
  reply: ServerResponse,
  table: ServedTable,
): Promise<unknown> {
  const capabilities = String(request.headers['delta-sharing-capabilities'] ?? '').toLowerCase()
  const isDelta = !server.isOld && /responseformat=[^;]*delta/.test(capabilities)
  if (!isDelta && table.readerFeatures !== undefined)
    return refuse(reply, 400, 'DS_UNSUPPORTED_DELTA_TABLE_FEATURES', `unsupported: ${table.readerFeatures}`)
  const asked: Asked = JSON.parse((await text(request)) || '{}')
  const { refreshToken } = asked
  if (refreshToken !== undefined && (!server.isRefreshing || refreshToken !== `refresh-${table.version}`))
    return refuse(reply, 400, 'INVALID_PARAMETER_VALUE', 'the refresh token is not valid any more')
  const metadata = metadataOf(table)
  const start = [
    { protocol: isDelta ? { deltaProtocol: protocolOf(table) } : { minReaderVersion: 1 } },
    { metaData: isDelta ? { deltaMetadata: metadata, version: table.version } : metadata },
  ]
  reply.writeHead(200, {
    'content-type': 'application/x-ndjson; charset=utf-8',
    'delta-table-version': table.version,
    'delta-sharing-capabilities': `responseformat=${isDelta ? 'delta' : 'parquet'};includeendstreamaction=true`,
  })
  return sendLines(reply, [...start, ...pageOf(server, table, asked, isDelta)], server.faults.shift())
}

interface Asked {
  readonly pageToken?: string
  readonly refreshToken?: string
  readonly includeRefreshToken?: boolean
}

function pageOf(
  server: SharingServer,
  table: ServedTable,
  asked: Asked,
  isDelta: boolean,
): readonly object[] {
  const at = Number(asked.pageToken ?? 0)
  const next = at + server.filesAPage
  const endStreamAction = {
    ...(next < table.files.length && { nextPageToken: String(next) }),
    ...(asked.includeRefreshToken && { refreshToken: `refresh-${table.version}` }),
  }
  return [...table.files.slice(at, next).map(file => lineOf(server, file, isDelta)), { endStreamAction }]
}

function sendLines(reply: ServerResponse, lines: readonly object[], fault: Fault | undefined): unknown {
  const textOf = (sent: readonly object[]) => sent.map(line => `${JSON.stringify(line)}\n`).join('')
  if (fault !== undefined && 'errorMessage' in fault)
    return reply.end(textOf([...lines.slice(0, -1), { endStreamAction: fault }]))
  if (fault === undefined || !('lines' in fault)) return reply.end(textOf(lines))
  const part = textOf(lines.slice(0, fault.lines))
  return fault.isSilent ? reply.end(part) : reply.write(part, () => reply.destroy())
}

const protocolOf = ({ readerFeatures, mapping }: ServedTable) =>
  readerFeatures === undefined
    ? { minReaderVersion: mapping ? 2 : 1, minWriterVersion: 2 }
    : { minReaderVersion: 3, minWriterVersion: 7, readerFeatures, writerFeatures: readerFeatures }

function metadataOf({ columns, partitionColumns = [], mapping }: ServedTable) {
  const fields = columns.map(({ name, type, physicalName = name, id = 0 }) => ({
    ...{ name, type, nullable: true },
    metadata: mapping
      ? { 'delta.columnMapping.id': id, 'delta.columnMapping.physicalName': physicalName }
      : {},
  }))
  return {
    ...{ id: 'f8d5c169-3d01-4ca3-ad9e-7dc3355aedb2', format: { provider: 'parquet' }, partitionColumns },
    schemaString: JSON.stringify({ type: 'struct', fields }),
    configuration: mapping ? { 'delta.columnMapping.mode': mapping } : {},
  }
}

function lineOf(
  { storage }: SharingServer,
  { path, partitionValues = {}, deletions }: ServedFile,
  isDelta: boolean,
) {
  const id = createHash('md5').update(path).digest('hex')
  const common = { partitionValues, size: statSync(path).size, stats: '{"numRecords":1}' }
  const url = storage.sign(path)
  const expirationTimestamp = storage.expiresAt
  if (!isDelta) return { file: { url, id, ...common, expirationTimestamp } }
  const vector =
    deletions === undefined
      ? {}
      : {
          deletionVector: {
            ...{ cardinality: deletions.cardinality, sizeInBytes: deletions.sizeInBytes },
            ...('z85' in deletions
              ? { storageType: 'i', pathOrInlineDv: deletions.z85 }
              : { storageType: 'p', pathOrInlineDv: storage.sign(deletions.path), offset: deletions.offset }),
          },
        }
  const add = { path: url, ...common, modificationTime: 1, dataChange: true, ...vector }
  const vectorId =
    deletions && 'path' in deletions
      ? { deletionVectorFileId: createHash('md5').update(deletions.path).digest('hex') }
      : {}
  return { file: { id, ...vectorId, expirationTimestamp, deltaSingleAction: { add } } }
}

function activate({ activations }: SharingServer, token: string, reply: ServerResponse): unknown {
  const profile = activations.get(token)
  activations.delete(token)
  return profile === undefined
    ? refuse(reply, 404, 'DOES_NOT_EXIST', `the activation ${token} is used up`)
    : reply.writeHead(200, { 'content-type': 'application/json' }).end(profile)
}

async function giveToken(
  { bearers }: { bearers: Set<string> },
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<unknown> {
  const form = new URLSearchParams(await text(request))
  const isRight = request.headers.authorization === basic(CLIENT.id, CLIENT.secret)
  if (!isRight || form.get('grant_type') !== 'client_credentials')
    return json(reply, 401, { error: 'invalid_client' })
  const token = randomUUID()
  bearers.clear()
  bearers.add(token)
  return json(reply, 200, { access_token: token, token_type: 'Bearer', expires_in: '3600' })
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

const refuse = (reply: ServerResponse, status: number, errorCode: string, message: string): unknown =>
  json(reply, status, { errorCode, message })

const json = (reply: ServerResponse, status: number, body: object): unknown =>
  reply.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
