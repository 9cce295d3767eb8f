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
  const allowPositionals = command.words !== undefined
  const { values, positionals } = parseArgs({ args, options, strict: true, allowPositionals })
  await command.run(readConfig(), values, positionals)
  return 0
}

function usage(): string {
  const lines = Object.entries(COMMANDS).flatMap(([name, { summary, flags, words }]) => [
    `  ${name.padEnd(12)} ${summary}`,
    ...(words === undefined ? [] : [`    ${words}`]),
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
