import { COORDINATOR_TABLES, DISTRIBUTION_COLUMN, NODE_SETTINGS, REFERENCE_TABLES } from '../distribution.ts'
import type { Session } from '../session.ts'
import type { Layout } from './catalogue.ts'
import {
  countOtherClients,
  countShardNodes,
  DROPPED_KEYS,
  loadCatalogue,
  loadCitusVersion,
} from './catalogue-store.ts'
import { faultsOf } from './faults.ts'
import { planSteps, type Step, unplaced } from './plan.ts'

export const LAYOUT: Layout = {
  column: DISTRIBUTION_COLUMN,
  reference: REFERENCE_TABLES,
  coordinator: COORDINATOR_TABLES,
}

/** Identity columns of the type int, in reference tables: https://github.com/citusdata/citus/pull/7008 */
const CITUS_MIN = 12

const INSTALL = `Install Citus ${CITUS_MIN} or newer on every node, add citus to shared_preload_libraries, restart, and run "create extension citus" in this database: docs/distributed.md.`

/** @param shards into how many parts tables are cut; undefined: the setting citus.shard_count */
export async function planDistribution(
  session: Session,
  shards: number | undefined,
): Promise<readonly Step[]> {
  const catalogue = await loadCatalogue(session)
  const faults = faultsOf(catalogue, LAYOUT)
  if (faults.length > 0) throw new Error(`These tables cannot be distributed.\n${faults.join('\n')}`)
  return planSteps(catalogue, { layout: LAYOUT, settings: NODE_SETTINGS, droppedKeys: DROPPED_KEYS, shards })
}

/**
 * Distributes the tables, and says what it does. A second run goes on where the first ended, and changes nothing when it is done.
 * @throws if the database is not ready for it, with how to mend it
 */
export async function distribute(
  session: Session,
  shards: number | undefined,
  onStep: (step: Step) => void,
): Promise<void> {
  const version = await loadCitusVersion(session)
  if (version === undefined) throw new Error(`This database has no extension citus. ${INSTALL}`)
  if (Number.parseInt(version, 10) < CITUS_MIN)
    throw new Error(`This database has Citus ${version}. ${INSTALL}`)
  if ((await countShardNodes(session)) === 0)
    throw new Error(
      "No node takes parts of tables. Add nodes: select citus_add_node('host', 5432). Or let this one do: select citus_set_node_property('host', 5432, 'shouldhaveshards', true).",
    )
  const steps = await planDistribution(session, shards)
  if (steps.length > Object.keys(NODE_SETTINGS).length && (await countOtherClients(session)) > 0)
    throw new Error(
      'Others use this database. Stop every server and worker first: while tables move, foreign keys are missing and writers wait.',
    )
  for (const step of steps) {
    onStep(step)
    await take(session, step)
  }
}

async function take(session: Session, { statements }: Step): Promise<void> {
  if (statements.length > 1) await session.query({ text: 'begin' })
  try {
    for (const text of statements) requireSuccess(await session.query<Answer>({ text }))
  } catch (error) {
    if (statements.length > 1) await session.query({ text: 'rollback' })
    throw error
  }
  if (statements.length > 1) await session.query({ text: 'commit' })
}

/** A command on all nodes answers with a row for each node. */
interface Answer {
  readonly nodeid?: number
  readonly success?: boolean
  readonly result?: string
}

function requireSuccess(answers: readonly Answer[]): void {
  const failed = answers.filter(({ success }) => success === false)
  if (failed.length > 0)
    throw new Error(failed.map(({ nodeid, result }) => `The node ${nodeid} refused: ${result}`).join('\n'))
}

/** The tables that a migration has made since the others were distributed. None if the database is not distributed. */
export async function loadForgotten(session: Session): Promise<readonly string[]> {
  const catalogue = await loadCatalogue(session)
  const isDistributed = catalogue.tables.some(({ placement }) => placement.kind !== 'local')
  return isDistributed ? unplaced(catalogue, LAYOUT).map(({ name }) => name) : []
}
