import { STRATEGIES } from '../core/bandit/strategies.ts'
import { evaluate } from '../features/evaluate/evaluate.ts'
import { readEvaluateFlags } from '../features/evaluate/flags.ts'
import { describeEvaluation } from '../features/evaluate/text.ts'
import { createLog } from '../log.ts'
import { findOrg } from '../runtime/catalog/enter.ts'
import { findTemplate } from '../runtime/catalog/find-template.ts'
import { openServices } from '../services.ts'
import type { Command } from './command.ts'

export const evaluateCommand: Command = {
  summary: 'Evaluate another policy on past messages. With the embedded database, stop the server first.',
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
  async run(config, { org: slug, template: id, json, ...flags }) {
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
  },
}
