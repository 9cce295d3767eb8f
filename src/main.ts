import { parseArgs } from 'node:util'
import { COMMANDS } from './commands/commands.ts'
import { readConfig } from './config.ts'

async function main(): Promise<number> {
  const [name = 'serve', ...args] = process.argv.slice(2)
  const command = COMMANDS[name]
  if (!command) {
    const asked = name === 'help' || name === '--help' || name === '-h'
    console.log(usage())
    return asked ? 0 : 2
  }
  const options = Object.fromEntries(
    Object.entries(command.flags).map(([flag, { type }]) => [flag, { type }]),
  )
  const { values } = parseArgs({ args, options, strict: true })
  await command.run(readConfig(), values)
  return 0
}

function usage(): string {
  const lines = Object.entries(COMMANDS).flatMap(([name, { summary, flags }]) => [
    `  ${name.padEnd(12)} ${summary}`,
    ...Object.entries(flags).map(([flag, { help }]) => `    --${flag.padEnd(12)} ${help}`),
  ])
  return `parley <command>\n\n${lines.join('\n')}\n\nSettings are environment variables: see .env.example.`
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
