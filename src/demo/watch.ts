import type { Results } from '../results/schema.ts'
import { createManagement, type Send } from './client.ts'
import type { DemoOrg } from './demo-org.ts'
import { renderFrame } from './frame.ts'
import type { Screen } from './screen.ts'
import { sentenceOf } from './story.ts'
import type { Standing } from './table.ts'
import type { Sent } from './traffic.ts'
import { TEMPLATES } from './world.ts'

export interface Watched {
  readonly send: Send
  readonly org: DemoOrg
  readonly screen: Screen
  readonly sent: Sent
  readonly totalSeconds: number
}

/** What the server says of itself, asked for again and again: nothing is read from inside. */
export interface Watch {
  readonly standings: readonly Standing[]
  /** Webhook calls that are stored and not counted yet. */
  readonly backlog: number
  /** Asks again and shows the answer. */
  look(elapsedSeconds: number, sentence?: string, matters?: boolean): Promise<void>
}

/** Begins to watch: the present results are what later ones are compared with. */
export async function openWatch({ send, org, screen, sent, totalSeconds }: Watched): Promise<Watch> {
  const own = createManagement(send, org.key)
  const loadResults = () =>
    Promise.all(TEMPLATES.map(({ id }) => own.get<Results>(`/orgs/${org.slug}/templates/${id}/results`)))
  const before = await loadResults()
  const compare = (results: readonly Results[]): readonly Standing[] =>
    TEMPLATES.flatMap((template, at) => {
      const [then, now] = [before[at], results[at]]
      return then && now ? [{ template, before: then, now }] : []
    })

  let standings = compare(before)
  let backlog = 0
  return {
    get standings() {
      return standings
    },
    get backlog() {
      return backlog
    },
    async look(elapsedSeconds, sentence, matters) {
      backlog = await loadBacklog(send)
      standings = compare(await loadResults())
      const moment = {
        sentence: sentence ?? sentenceOf(standings, elapsedSeconds),
        elapsedSeconds,
        totalSeconds,
        sent,
        standings,
      }
      screen.show(renderFrame(moment, screen.look()), matters)
    },
  }
}

async function loadBacklog(send: Send): Promise<number> {
  const { text } = await send({ method: 'GET', path: '/metrics', headers: {} })
  return Number(/^parley_inbound_backlog (\S+)/m.exec(text)?.[1] ?? 0)
}
