import type { DemoOrg } from './demo-org.ts'
import { whole } from './format.ts'
import type { Place } from './place.ts'
import { wrap } from './screen.ts'
import type { Standing } from './standing.ts'
import { conclusionOf } from './story.ts'
import type { Sent } from './traffic.ts'

export interface Ending {
  readonly standings: readonly Standing[]
  readonly org: DemoOrg
  readonly place: Place
  readonly sent: Sent
  readonly url: string
  readonly width: number
  /** Whether the server keeps running. */
  readonly stays: boolean
}

const ON_PURPOSE =
  'On purpose, some calls came twice, late, in the wrong order, badly signed, cut off, or with news that nobody knows. None of them counted twice or for nothing.'

/** The results in plain words. */
export function tellEnd({ standings, org, sent, place, width }: Ending): string {
  const [example] = sent.failures
  return [
    'What happened',
    ...standings.flatMap(standing =>
      conclusionOf(standing, org.variants).flatMap(text => wrapIndented(text, width)),
    ),
    ...wrapIndented(ON_PURPOSE, width),
    ...(sent.degraded === 0
      ? []
      : wrapIndented(
          `${whole(sent.degraded)} of ${whole(sent.messages)} messages got the control’s wording, marked degraded: this machine was too busy to choose in time. No send failed, and these messages count for nothing.`,
          width,
        )),
    ...(example === undefined
      ? []
      : wrapIndented(
          `${sent.failures.length} calls were not answered as they should; the first: ${example}`,
          width,
        )),
    `  The log of the server is ${place.logPath}.`,
  ].join('\n')
}

/** Suggested next steps, with the real key and ids. Commands are not wrapped, so that they can be copied. */
export function tellNext({ org: { slug, key }, place, url, stays }: Ending): string {
  const curl = `curl -s -H 'X-Api-Key: ${key}'`
  const restart = startAgain(place)
  return [
    'Try next',
    ...(stays ? [] : ['  Start the server again on this data:', `    ${restart}`]),
    '  A choice, with the reasons for it:',
    `    ${curl} -H 'Content-Type: application/json' ${url}/api/generate/${slug} -d '{"template_id":"welcome-email","user_id":"you","fields":{"first_name":"Alex"},"trace":true}'`,
    '  Results, as JSON and as a spreadsheet:',
    `    ${curl} ${url}/api/v1/orgs/${slug}/templates/welcome-email/results`,
    `    ${curl} ${url}/api/v1/orgs/${slug}/templates/cart-reminder/results.csv`,
    '  Webhook calls that were kept but not understood, with the reasons (other outcomes: unreadable, duplicate, unmatched):',
    `    ${curl} '${url}/api/v1/orgs/${slug}/requests?outcome=rejected'`,
    '  Everything about one person:',
    `    ${curl} ${url}/api/v1/orgs/${slug}/people/user-7`,
    `  All calls there are: ${url}/docs`,
    ...(stays ? [`  To start again on this data, later: ${restart}`] : []),
  ].join('\n')
}

/**
 * How to open the console, last and so in sight.
 * @param link signs in once
 */
export function tellConsole(link: string, place: Place, stays: boolean): string {
  const again = `${inPlace(place)}./parley user reset ${DEMO_EMAIL}`
  const then = place.config.databaseUrl === '' ? 'stop the server, run this, and start it again' : 'run this'
  return [
    ...(stays ? ['Open the console, signed in (this link works once, for 15 minutes):', `  ${link}`] : []),
    `To sign in to the console ${stays ? 'again' : 'on this data'} later, ${then}:`,
    `  ${again}`,
  ].join('\n')
}

/** The person who is signed in by the link. */
export const DEMO_EMAIL = 'demo@example.com'

function inPlace({ config }: Place): string {
  return config.databaseUrl === '' ? `PARLEY_DATA_DIR=${config.dataDir} ` : ''
}

function startAgain(place: Place): string {
  const { config, portWasTaken } = place
  const port = portWasTaken ? `PORT=${config.port} ` : ''
  return config.databaseUrl === ''
    ? `${port}${inPlace(place)}npm start`
    : `${port}npm start (with the same DATABASE_URL)`
}

const INDENT = 2

function wrapIndented(text: string, width: number): readonly string[] {
  const depth = INDENT + (text.length - text.trimStart().length)
  return wrap(text.trimStart(), width - depth).map(line => `${' '.repeat(depth)}${line}`)
}
