// How the tables lie on a distributed PostgreSQL: docs/distributed.md. `parley distribute` and the check of statements
// (test/distributed) read it.

/** Rows with the same value lie on the same node, whatever their table. */
export const DISTRIBUTION_COLUMN = 'org_id'

/** Every node has a copy: they are small, looked up without an organisation, or keyed by something else. */
export const REFERENCE_TABLES: readonly string[] = [
  'account_links',
  'audit_entries',
  'former_slugs',
  'instance_settings',
  'memberships',
  'orgs',
  'sessions',
  'users',
]

/** They stay on the coordinator, where migrations run. Every other table is distributed. */
export const COORDINATOR_TABLES: readonly string[] = ['schema_migrations']

/** Settings of every connection to a server. The start options of a connection do not reach the other nodes. */
export const SESSION_SETTINGS: Readonly<Record<string, string>> = {
  // Compiling one of our statements takes longer than running it.
  jit: 'off',
  timezone: 'UTC',
}

/** Settings of the database on every node. */
export const NODE_SETTINGS: Readonly<Record<string, string>> = {
  ...SESSION_SETTINGS,
  // Without it, `set local` holds on the coordinator alone.
  'citus.propagate_set_commands': 'local',
}
