import { createLog } from '../log.ts'
import { openConnection } from '../runtime/db/distribute/connection.ts'
import { distribute, planDistribution } from '../runtime/db/distribute/distribute.ts'
import type { Step } from '../runtime/db/distribute/plan.ts'
import { openServices } from '../services.ts'
import { type Command, needsServerDatabase } from './command.ts'

export const distributeCommand: Command = {
  summary:
    'Distribute the tables of a PostgreSQL with the extension citus over its nodes (docs/distributed.md). Stop every server and worker first.',
  flags: {
    'dry-run': { type: 'boolean', help: 'Print the SQL, and change nothing.' },
    shards: {
      type: 'string',
      help: 'Into how many parts tables are cut, the first time. Default: citus.shard_count of the database.',
    },
  },
  async run(config, { 'dry-run': isDry, shards: given }) {
    needsServerDatabase(config, 'parley distribute')
    const shards = readShards(given)
    if (isDry === true) return plan(config.databaseUrl, shards)
    // Brings the database up to date.
    await (await openServices(config, createLog('warn', 2), () => new Date())).close()
    const connection = await openConnection(config.databaseUrl)
    try {
      await distribute(connection, shards, ({ what }) => console.log(what))
    } finally {
      await connection.close()
    }
    console.log('Every table lies where it should.')
  },
}

async function plan(databaseUrl: string, shards: number | undefined): Promise<void> {
  const connection = await openConnection(databaseUrl)
  try {
    for (const step of await planDistribution(connection, shards)) console.log(toSql(step))
  } finally {
    await connection.close()
  }
}

const toSql = ({ what, statements }: Step): string => {
  const lines = statements.length > 1 ? ['begin', ...statements, 'commit'] : statements
  return [`-- ${what}`, ...lines.map(line => `${line};`)].join('\n')
}

function readShards(given: string | boolean | undefined): number | undefined {
  if (given === undefined) return undefined
  const shards = Number(given)
  if (!Number.isInteger(shards) || shards < 1 || shards > 64_000)
    throw new Error(`--shards ${given} is no number of parts. Give one from 1 to 64000, such as 64.`)
  return shards
}
