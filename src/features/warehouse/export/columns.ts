// The columns of what is exported, with their types in DuckDB's words. Ids are text: few readers of Parquet know UUIDs.

const ids = <Name extends string>(...names: readonly Name[]) =>
  Object.fromEntries(names.map(name => [name, 'VARCHAR'])) as Readonly<Record<Name, 'VARCHAR'>>

const DECISIONS = {
  ...ids('decision_id'),
  decided_at: 'TIMESTAMPTZ',
  ...ids('template_id', 'variant_id', 'variant_name', 'copy_id', 'arm', 'reason'),
  is_counted: 'BOOLEAN',
  propensity: 'DOUBLE',
  model_version: 'BIGINT',
  ...ids('tracking_id'),
  person_bucket: 'INTEGER',
  ...ids('user_id', 'email'),
} as const

const EVENTS = {
  // As `parley import` reads them.
  ...ids('event_name'),
  event_timestamp: 'TIMESTAMPTZ',
  ...ids('message_id', 'template_id', 'campaign_id', 'copy_id', 'tracking_id', 'user_id', 'email'),
  value: 'DECIMAL(18,4)',
  ...ids('currency'),
  // Our own.
  ...ids('event_id', 'platform', 'event_type'),
  received_at: 'TIMESTAMPTZ',
  is_machine: 'BOOLEAN',
  ...ids('outcome', 'matched_by', 'decision_id', 'variant_id', 'arm'),
  propensity: 'DOUBLE',
  ...ids('counts_as'),
  credited_value: 'DECIMAL(18,4)',
  ...ids('credited_currency', 'custom_metrics'),
} as const

export const DATASETS = { decisions: DECISIONS, events: EVENTS } as const
export type DatasetName = keyof typeof DATASETS

/** How a value of each type is handed to the writer: times in microseconds since 1970, decimals as they are written. */
interface Values {
  VARCHAR: string
  TIMESTAMPTZ: number
  BOOLEAN: boolean
  DOUBLE: number
  BIGINT: number
  INTEGER: number
  'DECIMAL(18,4)': string
}

/** A row of a dataset. */
export type RowOf<Dataset extends DatasetName> = {
  readonly [Name in keyof (typeof DATASETS)[Dataset]]:
    | Values[Extract<(typeof DATASETS)[Dataset][Name], keyof Values>]
    | null
}
