import { DAY_COLUMN } from './reader/columns.ts'

const DAY_FOLDER = new RegExp(`(?:^|/)(${DAY_COLUMN}=([^/]*))/`, 'i')
const DAY = /^\d{4}-\d\d-\d\d/

/**
 * The partition of a file by the folder of its day, such as `event_date=2026-01-03`. Folders inside it, such as
 * `hour=07`, belong to the same day.
 * @returns undefined if no folder names a day; `day` is null in the folder of rows without one
 */
export function dayOfPath(path: string): { partition: string; day: string | null } | undefined {
  const [, , value] = DAY_FOLDER.exec(path) ?? []
  if (value === undefined) return undefined
  const [day = null] = DAY.exec(decoded(value)) ?? []
  return { partition: `${DAY_COLUMN}=${day ?? decoded(value)}`, day }
}

/** Hive writes some characters of a value as %3A. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Whether a file in a folder is data. Spark and Databricks write others beside it, whose names begin with _ or a dot. */
export const isData = (path: string): boolean =>
  /\.parquet$/i.test(path) && !path.split('/').some(name => /^[_.]/.test(name))
