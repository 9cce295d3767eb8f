import { adminKeyCommand } from './admin-key.ts'
import type { Command } from './command.ts'
import { demoCommand } from './demo.ts'
import { distributeCommand } from './distribute.ts'
import { evaluateCommand } from './evaluate.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import { migrateCommand } from './migrate.ts'
import { recountCommand } from './recount.ts'
import { replayCommand } from './replay.ts'
import { seedCommand } from './seed.ts'
import { serveCommand } from './serve.ts'
import { simulateCommand } from './simulate.ts'
import { userCommand } from './user.ts'
import { workerCommand } from './worker.ts'

/** Every command of `parley`. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  serve: serveCommand,
  worker: workerCommand,
  migrate: migrateCommand,
  distribute: distributeCommand,
  seed: seedCommand,
  demo: demoCommand,
  replay: replayCommand,
  recount: recountCommand,
  import: importCommand,
  export: exportCommand,
  simulate: simulateCommand,
  evaluate: evaluateCommand,
  'admin-key': adminKeyCommand,
  user: userCommand,
}
