import { describeSeed, seed } from '../features/demo/seed.ts'
import type { Command } from './command.ts'

export const seedCommand: Command = {
  summary: 'Create the demo organisation in the configured store, without traffic, and print its keys.',
  flags: { org: { type: 'string', help: 'Its name in addresses. Default: demo.' } },
  async run(config, { org = 'demo' }) {
    console.log(describeSeed(await seed(config, String(org)), config))
  },
}
