import type { Server } from './server.ts'
import type { Account } from './setup.ts'

/** A figure of /metrics, summed over its labels. */
export async function countOf(server: Server, metric: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return text
    .split('\n')
    .filter(line => line.startsWith(`${metric} `) || line.startsWith(`${metric}{`))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

/** The number of webhook calls that are stored and not processed yet. */
export const countBacklog = (server: Server): Promise<number> => countOf(server, 'parley_inbound_backlog')

export async function storedByFloor(server: Server): Promise<number> {
  const { stored } = (await (await fetch(server.url)).json()) as { stored: number }
  return stored
}

/** The number of choices in the template's results. */
export async function storedDecisions(
  server: Server,
  { org, template }: Account,
  adminKey: string,
): Promise<number> {
  const url = `${server.url}/api/v1/orgs/${org}/templates/${template}/results`
  const reply = await fetch(url, { headers: { 'x-api-key': adminKey } })
  const results = (await reply.json()) as Record<'control' | 'treatment' | 'fallback', { decisions: number }>
  return results.control.decisions + results.treatment.decisions + results.fallback.decisions
}
