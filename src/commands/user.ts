import { createReset } from '../features/accounts/links/resets.ts'
import { normalEmail } from '../features/accounts/schema.ts'
import { findUserByEmail, listUsers } from '../features/accounts/user-store.ts'
import { groupBy } from '../lib/group-by.ts'
import { createLog } from '../log.ts'
import { openServices, type Services } from '../services.ts'
import type { Command } from './command.ts'

export const userCommand: Command = {
  summary: 'List the people who can sign in, or make a link with which one of them chooses a new password.',
  flags: {},
  words: 'list | reset EMAIL',
  async run(config, _flags, [action, email] = []) {
    if (action !== 'list' && !(action === 'reset' && email !== undefined))
      throw new Error('Use: parley user list, or: parley user reset EMAIL')
    const services = await openServices(config, createLog('error', 2), () => new Date())
    try {
      console.log(
        email === undefined ? await tellUsers(services) : await tellReset(services, normalEmail(email)),
      )
    } finally {
      await services.close()
    }
  },
}

async function tellUsers({ db }: Services): Promise<string> {
  const rows = await listUsers(db)
  const byEmail = groupBy(rows, ({ email }) => email)
  const lines = [...byEmail].map(([email, own]) => {
    const orgs = own.flatMap(({ slug, role }) => (slug === null ? [] : [`${slug}: ${role}`]))
    const [first] = own
    return [
      email,
      first?.name ?? '',
      ...(first?.is_operator ? ['operator'] : []),
      orgs.join(', ') || 'no organisation',
    ].join('  ')
  })
  return lines.length === 0
    ? 'Nobody yet. Start the server: it prints the link of the set-up.'
    : lines.join('\n')
}

async function tellReset(services: Services, email: string): Promise<string> {
  const user = await findUserByEmail(services.db.kysely, email)
  if (user === undefined)
    throw new Error(`There is no person with the address ${email}. See: parley user list`)
  const { url } = await createReset(services, user.id, 'the operator')
  return `Open this within an hour, and choose a password:\n${url}`
}
