import { OutboundError, type OutboundFailure } from '../../../runtime/outbound/failure.ts'
import type { StreamedResponse, Streams } from '../../../runtime/outbound/streams.ts'
import { ChangedError } from '../loading.ts'
import { type Rest, transfer } from '../transfer.ts'
import type { SharedFile } from './actions.ts'
import type { Addresses } from './addresses.ts'
import { SharingError } from './sharing-error.ts'

/** What identifies the rows of a file: its deletion vector may change, and its content never. */
export const versionOf = ({ deletions }: SharedFile): string => deletions?.id ?? 'whole'

interface Wanted {
  readonly id: string
  readonly version: string
  readonly bytes: number
  /** The address of the wanted part of the file. */
  readonly urlOf: (file: SharedFile) => string | undefined
}

/**
 * Fetches a part of a table from its storage, which gets no credentials: the address is signed. A refused address is
 * renewed, a broken transfer goes on.
 * @throws ChangedError if the table has no such part any more
 */
export async function fetchPart(
  streams: Streams,
  addresses: Addresses,
  wanted: Wanted,
  path: string,
): Promise<void> {
  let etag: string | undefined
  const get = async (from: number): Promise<Rest> => {
    const answer = await openCurrent(streams, addresses, wanted, from)
    const { status, headers } = answer
    if (etag !== undefined && headers['etag'] !== etag) {
      answer.discard()
      throw new ChangedError(wanted.id)
    }
    etag = headers['etag']
    // A storage that ignores ranges sends the whole file.
    const skipped = status === 200 ? from : 0
    return { body: partOf(answer, skipped, wanted.bytes - from), md5: undefined }
  }
  try {
    await transfer({ name: wanted.id, bytes: wanted.bytes }, get, path)
  } catch (error) {
    throw error instanceof OutboundError ? errorOf(error.failure) : error
  }
}

async function openCurrent(
  streams: Streams,
  addresses: Addresses,
  { id, version, bytes, urlOf }: Wanted,
  from: number,
): Promise<StreamedResponse> {
  let file = await addresses.current(id)
  for (let isRenewed = false; ; isRenewed = true) {
    const url = file !== undefined && versionOf(file) === version ? urlOf(file) : undefined
    if (file === undefined || url === undefined) throw new ChangedError(id)
    const range = `bytes=${from}-${bytes - 1}`
    const sent = await streams.open({ method: 'GET', url, headers: { range } })
    if (!sent.ok) throw errorOf(sent.reason)
    const { status } = sent.value
    if (status === 200 || status === 206) return sent.value
    sent.value.discard()
    if (!REFUSALS.has(status) || isRenewed)
      throw new SharingError(`The storage of the share answered ${status}.`, status)
    file = await addresses.renewed(file)
  }
}

/** How storages answer an address that has expired. */
const REFUSALS = new Set([400, 401, 403, 404])

const errorOf = ({ message }: OutboundFailure): SharingError =>
  new SharingError(`The storage of the share cannot be read. ${message}`)

async function* partOf(
  { body }: StreamedResponse,
  skipped: number,
  bytes: number,
): AsyncGenerator<Uint8Array> {
  const end = skipped + bytes
  let at = 0
  for await (const piece of body) {
    yield piece.subarray(Math.max(0, skipped - at), Math.max(0, end - at))
    at += piece.length
    if (at >= end) return
  }
}
