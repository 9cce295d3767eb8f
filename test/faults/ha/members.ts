/** A machine as Patroni sees it. */
export interface Member {
  readonly name: string
  readonly role: string
  readonly state: string
}

const PATIENCE_MS = 2_000
const WORKING = ['running', 'streaming']

/**
 * @param addresses of the machines: the first one that answers tells of all
 * @returns empty when none answers
 */
export async function askMembers(addresses: readonly string[]): Promise<readonly Member[]> {
  for (const address of addresses)
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS)
      const reply = await fetch(`http://${address}:8008/cluster`, { signal })
      return ((await reply.json()) as { members: Member[] }).members
    } catch {}
  return []
}

/** The names of the primary and of the synchronous standby, when one is there and all others follow. */
export function rolesOf(members: readonly Member[], machines: number) {
  const working = members.filter(({ state }) => WORKING.includes(state))
  const nameOf = (wanted: string) => working.find(({ role }) => role === wanted)?.name
  const [primary, standby] = [nameOf('leader'), nameOf('sync_standby')]
  return primary !== undefined && standby !== undefined && working.length === machines
    ? { primary, standby }
    : undefined
}
