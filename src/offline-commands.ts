import type { Command, Flags } from './commands.ts'
import type { Config } from './config.ts'
import { STRATEGIES } from './core/bandit/strategies.ts'
import { evaluate } from './features/evaluate/evaluate.ts'
import { readEvaluateFlags } from './features/evaluate/flags.ts'
import { describeEvaluation } from './features/evaluate/text.ts'
import { flagOf, readFlags } from './features/simulate/flags.ts'
import { SETTING_NAMES, SETTINGS } from './features/simulate/settings.ts'
import { simulate } from './features/simulate/simulate.ts'
import { describeSimulation } from './features/simulate/text.ts'
import { createLog } from './log.ts'
import { findOrg } from './runtime/catalog/access.ts'
import { findTemplate } from './runtime/catalog/find-template.ts'
import { openServices } from './services.ts'

// The commands that look at policies without serving any.

export const simulateCommand: Command = {
  summary: 'Before launch: how long until a verdict, and what learning brings. Needs no database.',
  flags: {
    ...Object.fromEntries(
      SETTING_NAMES.map(name => [flagOf(name), { type: 'string', help: flagHelp(SETTINGS[name].help) }]),
    ),
    seed: { type: 'string', help: 'The same seed gives the same answer.' },
    json: { type: 'boolean', help: 'Print everything as JSON.' },
  },
  run: simulatePlan,
}

export const evaluateCommand: Command = {
  summary:
    'What another policy would have earned on past messages. With the embedded database, stop the server first.',
  flags: {
    org: { type: 'string', help: 'Slug of the organisation. Required.' },
    template: { type: 'string', help: 'Id of the template. Required.' },
    policy: { type: 'string', help: 'An algorithm, such as adaptive or fixed, or variant:<id>. Required.' },
    weights: { type: 'string', help: 'For manual, such as <id>=0.7,<id>=0.3.' },
    epsilon: { type: 'string', help: 'The share of even exploration, from 0 to 1.' },
    from: { type: 'string', help: 'Only decisions made at or after this moment.' },
    to: { type: 'string', help: 'Only decisions made before this moment.' },
    json: { type: 'boolean', help: 'Print everything as JSON.' },
  },
  run: evaluatePolicy,
}

async function simulatePlan(_config: Config, { json, ...flags }: Flags): Promise<void> {
  const found = await simulate(readFlags(flags), STRATEGIES.adaptive)
  console.log(json === true ? JSON.stringify(found, null, 2) : describeSimulation(found, plotStyle()))
}

async function evaluatePolicy(
  config: Config,
  { org: slug, template: id, json, ...flags }: Flags,
): Promise<void> {
  const asked = readEvaluateFlags(flags)
  if (typeof slug !== 'string' || typeof id !== 'string')
    throw new Error('Name both: parley evaluate --org acme --template welcome --policy adaptive')
  const services = await openServices(config, createLog('warn', 2), () => new Date())
  try {
    const subject = await findTemplate(services, await findOrg(services.catalog, slug), id)
    const found = await evaluate({ ...services, strategies: STRATEGIES }, subject, asked)
    const names = new Map(subject.template.variants.map(variant => [variant.id, variant.name]))
    const text =
      json === true ? JSON.stringify(found, null, 2) : describeEvaluation(found, of => names.get(of) ?? of)
    console.log(text)
  } finally {
    await services.close()
  }
}

/** There is no template on the command line to take anything from. */
function flagHelp(help: string): string {
  return help.replace('Required without a template.', 'Required.')
}

// A pipe has no width, and may end anywhere.
const PLAIN_WIDTH = 78

const plotStyle = () => ({
  width: Math.min(120, process.stdout.columns ?? PLAIN_WIDTH),
  isFancy: process.stdout.isTTY === true,
})
