// The floor of bench:warehouse: DuckDB with the settings of Parley's reader reads the rows of some files, and writes our
// columns of them. Arguments: a folder, whether the rows are in order of time, the files.
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { openEngine } from '../../src/features/warehouse/reader/engine.ts'

const [folder = '', isOrdered, ...paths] = process.argv.slice(2)
const spool = mkdtempSync(join(folder, 'alone-'))
const { run } = await openEngine(spool, paths)
await run(`copy (
  select event_name, epoch_us(event_timestamp) as at_us, message_id, template_id, campaign_id::varchar as campaign_id
  from read_parquet([${paths.map(path => `'${path}'`).join(', ')}]) ${isOrdered === 'true' ? 'order by at_us' : ''}
) to '${join(spool, 'rows.ndjson')}' (format json)`)
