import type { Results } from '../results/schema.ts'
import { createManagement, type Send } from './client.ts'
import type { DemoOrg } from './demo-org.ts'
import { type Sighting, type Standing, sightingOf, standingOf, total } from './standing.ts'
import { TEMPLATES } from './world.ts'

/** The server's own figures, read only through its API. */
export interface Watch {
  /** The state of each template at the last reading. */
  readonly standings: readonly Standing[]
  /** Webhook calls that were stored and not processed yet, at the last reading. */
  readonly backlog: number
  /** Reads again. What cannot be read stays as it was. */
  look(elapsedSeconds: number): Promise<void>
}

export async function openWatch(send: Send, org: DemoOrg): Promise<Watch> {
  const own = createManagement(send, org.key)
  const sightings = new Map<string, Sighting[]>()
  let standings: readonly Standing[] = []
  let backlog = 0

  async function lookAt(template: (typeof TEMPLATES)[number], elapsedSeconds: number): Promise<Standing> {
    const results = await own.get<Results>(`/orgs/${org.slug}/templates/${template.id}/results`)
    const seen = sightings.get(template.id) ?? []
    const sighting = sightingOf(elapsedSeconds, results)
    const last = seen.at(-1)
    // When no messages are sent any more, the last division stays.
    if (last === undefined || total(sighting) > total(last)) seen.push(sighting)
    sightings.set(template.id, seen)
    return standingOf(template, results, seen)
  }

  async function look(elapsedSeconds: number): Promise<void> {
    backlog = await loadBacklog(send)
    standings = await Promise.all(TEMPLATES.map(template => lookAt(template, elapsedSeconds)))
  }

  /** A busy server may not answer in time: then the last reading stays on the screen. */
  const lookAgain = (elapsedSeconds: number): Promise<void> => look(elapsedSeconds).catch(() => {})

  await look(0)
  return {
    get standings() {
      return standings
    },
    get backlog() {
      return backlog
    },
    look: lookAgain,
  }
}

async function loadBacklog(send: Send): Promise<number> {
  const { text } = await send({ method: 'GET', path: '/metrics', headers: {} })
  return Number(/^parley_inbound_backlog (\S+)/m.exec(text)?.[1] ?? 0)
}
