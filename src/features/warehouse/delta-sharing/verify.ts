import type { Finding } from '../../../core/platforms/vendor.ts'
import { faultOf, findColumns } from '../reader/columns.ts'
import { SourceError } from '../source-error.ts'
import type { StoredReading } from '../sources/source.ts'
import type { Client } from './client.ts'
import { type OpenShare, openShare, type ShareServices } from './open-client.ts'
import type { Profile } from './profile.ts'
import { SharingError } from './sharing-error.ts'
import { columnsOf, filesOf } from './snapshot.ts'
import { nameOf, newerVersionOf, type TableName } from './table-name.ts'

const PROFILE = 'Get the profile'
const TABLE = 'Find the table'
const FILE = 'Read a file'

/** Tries what a run does: gets the profile, finds the table, and reads the beginning of one file. */
export async function verifyShare(
  services: ShareServices,
  profile: () => Promise<Profile>,
  table: TableName,
  { columns }: StoredReading,
): Promise<readonly Finding[]> {
  let share: OpenShare
  let found: Profile
  try {
    found = await profile()
    share = openShare(services, found)
  } catch (error) {
    return [failed(PROFILE, error, 'Give another profile, or a new activation link.')]
  }
  const findings: Finding[] = [works(PROFILE, `The profile is for ${new URL(found.endpoint).host}.`)]
  try {
    findings.push(await findTable(share.client, table, columns))
    if (findings.every(({ status }) => status === 'works')) findings.push(await readOne(share, table))
    return findings
  } finally {
    await share.close()
  }
}

const works = (check: string, message: string): Finding => ({ check, status: 'works', message, fix: null })

/** @throws what is no answer of the server */
function failed(check: string, error: unknown, fix: string): Finding {
  if (error instanceof SourceError) return { check, status: 'fails', message: error.message, fix }
  throw error
}

async function findTable(client: Client, table: TableName, map: StoredReading['columns']): Promise<Finding> {
  try {
    const columns = columnsOf(table, await client.metadata(table))
    const found = findColumns(
      columns.map(({ name }) => ({ name, type: 'VARCHAR' })),
      map,
    )
    const fault = faultOf(found)
    if (fault !== undefined)
      return {
        check: TABLE,
        status: 'fails',
        message: fault,
        fix: 'Say under which names the table has them.',
      }
    const newer = newerVersionOf(table.table, await client.list(table.share, table.schema).catch(() => []))
    const beside =
      newer === undefined ? '' : ` ${newer} is a newer version of it: change the source when you want it.`
    return works(TABLE, `Parley found ${nameOf(table)} with ${columns.length} columns.${beside}`)
  } catch (error) {
    const visible = await client.list().catch(() => [])
    const list =
      visible.length === 0 ? '' : ` The recipient sees these shares: ${visible.slice(0, 20).join(', ')}.`
    return failed(
      TABLE,
      error,
      `Check the three names, and that the share is granted to this recipient.${list}`,
    )
  }
}

const PARQUET = 'PAR1'

async function readOne({ client, streams }: OpenShare, table: TableName): Promise<Finding> {
  const fix = 'Let this server reach the storage of the share.'
  try {
    const [file] = filesOf((await client.query(table, {})).actions)
    if (file === undefined)
      return { check: FILE, status: 'not-asked', message: 'The table has no rows yet.', fix: null }
    const sent = await streams.open({ method: 'GET', url: file.url, headers: { range: 'bytes=0-3' } })
    if (!sent.ok) throw new SharingError(sent.reason.message)
    const { status, body } = sent.value
    let beginning = ''
    for await (const piece of body) {
      beginning += Buffer.from(piece).toString('latin1')
      if (beginning.length >= PARQUET.length) break
    }
    return beginning.startsWith(PARQUET)
      ? works(FILE, 'Parley read the beginning of a file.')
      : {
          check: FILE,
          status: 'fails',
          message: `The storage answered ${status} without a Parquet file.`,
          fix,
        }
  } catch (error) {
    return failed(FILE, error, fix)
  }
}
