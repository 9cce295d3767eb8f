import { groupBy } from '../../../lib/group-by.ts'
import { ownOf } from '../../../lib/own.ts'
import type { FoundPartition } from '../loading.ts'
import { dayOfPath } from '../partition-name.ts'
import { DAY_COLUMN } from '../reader/columns.ts'
import type { TableFile } from '../reader/messages.ts'
import type { SharedFile } from './actions.ts'
import { versionOf } from './fetch-file.ts'
import type { SharedColumn } from './schema.ts'
import type { Snapshot } from './snapshot.ts'

/** The partition of a table that is not partitioned by day. */
export const WHOLE_TABLE = 'table'

/** The files of a snapshot by day, if the table is partitioned by it; else all of them together. */
export function partitionsOfSnapshot({ columns, files }: Snapshot): readonly FoundPartition[] {
  const dayColumn = columns.find(({ name }) => name.toLowerCase() === DAY_COLUMN)
  const isByDay = files.some(file => dayColumn !== undefined && fixedValue(file, dayColumn) !== undefined)
  const byId = new Map(files.map(file => [file.id, file]))
  const placeOf = (file: SharedFile) =>
    (isByDay && dayColumn ? placeOfDay(fixedValue(file, dayColumn)) : undefined) ?? WHOLE
  return [...groupBy(files, file => placeOf(file).partition)].map(([name, inside]) => ({
    ...{ name, day: inside[0] ? placeOf(inside[0]).day : null, areImmutable: true },
    files: inside.map(file => ({ name: file.id, version: versionOf(file), bytes: file.bytes })),
    tableFileOf({ name: id }) {
      const file = byId.get(id)
      return file === undefined ? { columns: [], deletions: null } : tableFileOf(columns, file)
    },
  }))
}

const WHOLE = { partition: WHOLE_TABLE, day: null }

const placeOfDay = (day: string | null | undefined) =>
  day === undefined ? undefined : dayOfPath(`${DAY_COLUMN}=${day ?? NO_DAY}/`)

/** As Hive writes it, and so as exports to S3 have it. */
const NO_DAY = '__HIVE_DEFAULT_PARTITION__'

/** The value of a partition column; undefined for other columns. */
const fixedValue = ({ partitionValues }: SharedFile, { name, physicalName }: SharedColumn) =>
  ownOf(partitionValues, Object.hasOwn(partitionValues, physicalName) ? physicalName : name)

function tableFileOf(columns: readonly SharedColumn[], file: SharedFile): TableFile {
  const { deletions } = file
  const { place, bytes = 0, cardinality = 0 } = deletions ?? {}
  return {
    columns: columns.map(column => ({ ...column, fixed: fixedValue(file, column) })),
    deletions:
      place === undefined
        ? null
        : {
            ...{ bytes, cardinality, inline: place.type === 'inline' ? place.z85 : null },
            offset: place.type === 'inline' ? 0 : place.offset,
          },
  }
}
