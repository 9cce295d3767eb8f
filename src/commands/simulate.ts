import { STRATEGIES } from '../core/bandit/strategies.ts'
import { flagOf, readFlags } from '../features/simulate/flags.ts'
import { SETTING_NAMES, SETTINGS } from '../features/simulate/settings.ts'
import { simulate } from '../features/simulate/simulate.ts'
import { describeSimulation } from '../features/simulate/text.ts'
import type { Command } from './command.ts'

export const simulateCommand: Command = {
  summary: 'Simulate a launch: the days until a verdict, and the gain from learning. Needs no database.',
  flags: {
    ...Object.fromEntries(
      SETTING_NAMES.map(name => [flagOf(name), { type: 'string', help: flagHelp(SETTINGS[name].help) }]),
    ),
    seed: { type: 'string', help: 'The same seed gives the same answer.' },
    json: { type: 'boolean', help: 'Print everything as JSON.' },
  },
  async run(_config, { json, ...flags }) {
    const found = await simulate(readFlags(flags), STRATEGIES.adaptive)
    console.log(json === true ? JSON.stringify(found, null, 2) : describeSimulation(found, plotStyle()))
  },
}

/** The command line has no template to take values from. */
function flagHelp(help: string): string {
  return help.replace('Required without a template.', 'Required.')
}

// A pipe has no width, and may close at any time.
const PLAIN_WIDTH = 78

const plotStyle = () => ({
  width: Math.min(120, process.stdout.columns ?? PLAIN_WIDTH),
  isFancy: process.stdout.isTTY === true,
})
