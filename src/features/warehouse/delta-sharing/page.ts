import { readJson } from '../../../lib/json.ts'
import { type Action, readAction } from './actions.ts'
import { linesOf } from './body.ts'
import type { Call, Calls } from './calls.ts'
import { SharingError } from './sharing-error.ts'

/** An answer in lines of JSON. */
export interface Page {
  readonly version: number | null
  readonly actions: readonly Action[]
}

const CAPABILITIES = 'delta-sharing-capabilities'
export const WITH_CAPABILITIES = {
  [CAPABILITIES]: [
    'responseformat=delta,parquet',
    'readerfeatures=deletionvectors,columnmapping,timestampntz',
    'includeendstreamaction=true',
  ].join(';'),
}

const LIMITS = { lineBytesMax: 5_000_000, bytesMax: 500_000_000 }
const WORDS_MAX = 300

/** @throws SharingError if the server reports an error at the end, or its answer is not whole */
export async function readPage(calls: Calls, call: Call): Promise<Page> {
  const answer = await calls(call)
  const actions: Action[] = []
  for await (const line of linesOf(answer, LIMITS)) if (line.length > 0) actions.push(readLine(line))
  const isPromised = /includeendstreamaction=true/i.test(answer.headers[CAPABILITIES] ?? '')
  if (isPromised && actions.at(-1)?.type !== 'end')
    throw new SharingError('The answer of the server ended early: it has no last line.')
  return { version: versionIn(answer.headers), actions }
}

function readLine(line: Uint8Array): Action {
  const json = readJson(line)
  if (!json.ok) throw new SharingError('The server sent a line that is no JSON: its answer ended early.')
  const action = readAction(json.value)
  if (!action.ok) throw new SharingError(`The server sent ${action.reason}.`)
  const { value } = action
  if (value.type === 'end' && value.error !== null)
    throw new SharingError(
      `The server could not send the whole table. It says: ${value.error.slice(0, WORDS_MAX)}`,
    )
  return value
}

export function versionIn(headers: Readonly<Record<string, string>>): number | null {
  const version = Number(headers['delta-table-version'] ?? Number.NaN)
  return Number.isInteger(version) ? version : null
}
