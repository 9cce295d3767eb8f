import { createDemoLink } from '../features/accounts/links/set-up.ts'
import { runDemo } from '../features/demo/demo.ts'
import { DEMO_EMAIL } from '../features/demo/ending.ts'
import type { Server } from '../serve.ts'
import { type Command, stopSignal } from './command.ts'

export const demoCommand: Command = {
  summary: 'Start on a store of its own, send invented traffic, and show what is learned.',
  flags: {
    seconds: { type: 'string', help: 'How long to send messages. Default: 75.' },
    stay: { type: 'boolean', help: 'Keep the server up in the end, as on a terminal.' },
    exit: { type: 'boolean', help: 'Stop in the end, as elsewhere.' },
  },
  async run(config, { seconds, stay, exit }) {
    if (seconds !== undefined && !/^[1-9]\d{0,3}$/.test(String(seconds)))
      throw new Error(`--seconds must be a whole number from 1 to 9999, not "${seconds}".`)
    const options = {
      seconds: seconds === undefined ? undefined : Number(seconds),
      createLink: ({ services, url }: Server, slug: string) =>
        createDemoLink({ ...services, publicUrl: config.publicUrl || url }, slug, DEMO_EMAIL),
      stay: stay === true ? true : exit === true ? false : undefined,
    }
    await runDemo(config, options, stopSignal())
  },
}
