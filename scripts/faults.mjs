// Breaks Parley under load, and counts anew what it has acknowledged: docs/reliability.md.
// `npm run test:faults -- --seed 7 --rounds 12 --kills 9 --engine embedded`. Without a seed, a new one is made and printed.
// Without rounds, each fault comes once; with them, every other round kills. Engines: embedded, postgres, and patroni, which is
// PostgreSQL on three machines.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    rounds: { type: 'string', default: '0' },
    kills: { type: 'string', default: '3' },
    engine: { type: 'string', multiple: true, default: ['embedded', 'postgres'] },
    only: { type: 'string', default: '' },
    reporter: { type: 'string', multiple: true, default: ['verbose'] },
    'outputFile.json': { type: 'string' },
  },
})
const { seed, rounds, kills, engine, only, reporter } = values
console.log(`The seed is ${seed}.`)
const output = values['outputFile.json'] ? [`--outputFile.json=${values['outputFile.json']}`] : []
const { status } = spawnSync(
  'npx',
  [
    'vitest',
    'run',
    '--project',
    'faults',
    '--bail=1',
    '--disable-console-intercept',
    ...reporter.map(name => `--reporter=${name}`),
    ...output,
  ],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      FAULTS_SEED: seed,
      FAULTS_ROUNDS: rounds,
      FAULTS_KILLS: kills,
      FAULTS_ENGINES: engine.join(','),
      FAULTS_ONLY: only,
    },
  },
)
process.exit(status ?? 1)
