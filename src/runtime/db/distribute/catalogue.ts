/** What the database knows of its tables, as far as distributing them asks. */
export interface Catalogue {
  readonly database: string
  /** Without partitions: they lie as their table does. */
  readonly tables: readonly Table[]
  readonly foreignKeys: readonly ForeignKey[]
  /** Those that a distribution has dropped and not made again yet. */
  readonly droppedKeys: readonly DroppedKey[]
}

export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  readonly partitions: readonly string[]
  readonly placement: Placement
  /** Rows of the time before the table was distributed, in this server's own file of the table and its partitions. */
  readonly localBytes: number
  readonly uniqueKeys: readonly UniqueKey[]
  /** Whether logical replication can name a changed row: by a primary key, or as a whole. */
  readonly isReplicable: boolean
  readonly triggers: readonly string[]
  /** The types of identity columns, by column. */
  readonly identities: Readonly<Record<string, string>>
}

/** Where a table lies. Local: on this server alone. */
export type Placement =
  | { readonly kind: 'local' | 'reference' }
  | { readonly kind: 'distributed'; readonly column: string }

export interface UniqueKey {
  readonly name: string
  readonly columns: readonly string[]
}

export interface DroppedKey {
  readonly table: string
  readonly name: string
  /** As `alter table … add constraint … ` takes it. */
  readonly definition: string
}

export interface ForeignKey extends DroppedKey {
  readonly columns: readonly string[]
  readonly referenced: string
  readonly referencedColumns: readonly string[]
  /** Of a deleted row: a letter of pg_constraint, such as c for cascade and n for set null. */
  readonly onDelete: string
}

/** How the tables are to lie: `../distribution.ts`. */
export interface Layout {
  readonly column: string
  readonly reference: readonly string[]
  readonly coordinator: readonly string[]
}

export type Wanted = 'local' | 'reference' | 'distributed'

export function wantedOf({ reference, coordinator }: Layout, table: string): Wanted {
  if (coordinator.includes(table)) return 'local'
  return reference.includes(table) ? 'reference' : 'distributed'
}
