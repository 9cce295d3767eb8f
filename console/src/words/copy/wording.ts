import { numberInWords, percentInWords } from '../numbers.ts'
import { ownOf } from '../own.ts'
import { plainTextOf } from './liquid.ts'

const SUBJECT = /^(?:e?mail_?)?subject(?:_?line)?$|^(?:title|heading|headline)$/i
const PREHEADER = /^(?:pre_?header|preview(?:_?text)?)$/i
const BODY = /^(?:body|text|message|content|html)$/i
const LONG = /body|html|text|content|message|copy/i

/** A variable as a label: "first_line" is "First line". */
export const labelOf = (variable: string): string => {
  const words = variable.replaceAll('_', ' ').trim()
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

/** The texts of a wording in the order of the template's variables; those that it no longer has come last. */
export const inOrderOf = (
  variables: readonly string[],
  vars: Readonly<Record<string, string>>,
): readonly (readonly [string, string])[] => [
  ...variables.flatMap(name => {
    const text = ownOf(vars, name)
    return text === undefined ? [] : [[name, text] as const]
  }),
  ...Object.entries(vars).filter(([name]) => !variables.includes(name)),
]

/** Whether the text of a variable has several lines. */
export const isLongText = (variable: string, text: string): boolean =>
  LONG.test(variable) || text.includes('\n') || text.length > 160

/** What an inbox or a lock screen shows of a message before it is opened. */
export function inboxOf(variables: readonly string[], rendered: Readonly<Record<string, string>>) {
  const subject = variables.find(name => SUBJECT.test(name)) ?? variables[0] ?? ''
  const others = variables.filter(name => name !== subject)
  const preheader = [PREHEADER, BODY].flatMap(kind => others.find(name => kind.test(name)) ?? [])[0] ?? ''
  return {
    subject: oneLine(ownOf(rendered, subject) ?? ''),
    preheader: oneLine(ownOf(rendered, preheader) ?? ''),
  }
}

const oneLine = (text: string): string => plainTextOf(text).replaceAll(/\s+/g, ' ')

/** The first text of a wording, for a list. */
export const firstLineOf = (variables: readonly string[], vars: Readonly<Record<string, string>>): string =>
  oneLine(ownOf(vars, variables.find(name => SUBJECT.test(name)) ?? variables[0] ?? '') ?? '')

/** Who may get a wording: "country is de, at or ch". Everybody without targets. */
export const audienceInWords = (targets: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  Object.entries(targets).map(([name, values]) => `${name} is ${orList(values)}`)

const orList = (values: readonly string[]): string =>
  values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`

/** The share of recent calls that a wording is for. */
export function fitInWords({ fits, calls }: { readonly fits: number; readonly calls: number }): string {
  if (calls === 0) return 'Nobody has asked for this template yet.'
  if (fits === calls) return `All of the last ${numberInWords(calls)} calls.`
  if (calls < 20) return `${fits} of the last ${calls} calls.`
  return `About ${percentInWords(fits / calls)} of the last ${numberInWords(calls)} calls.`
}

interface Sampled {
  readonly calls: number
  readonly fields: readonly { readonly name: string; readonly kind: string; readonly missing_share: number }[]
}

/** Where the people of a preview come from, and what some of them lack. */
export function samplesInWords({ calls, fields }: Sampled): readonly string[] {
  if (calls === 0)
    return [
      'Nobody has asked for this template yet. Paste fields of your own, or make a call in the Playground.',
    ]
  const missing = fields
    .filter(({ kind, missing_share }) => kind === 'field' && missing_share > 0)
    .slice(0, 3)
    .map(({ name, missing_share }) => `${name} is missing in ${atLeastOne(missing_share)} of them.`)
  return [`Fields come from the last ${numberInWords(calls)} calls. Names are made up.`, ...missing]
}

const atLeastOne = (share: number): string => percentInWords(Math.max(share, 0.01))

/** What saving does to a text that people got. */
export const newVersionInWords = (messages: number): string =>
  `${messages === 1 ? '1 message' : `${numberInWords(messages)} messages`} had this text. Saving makes a new version with figures of its own.`

/** What keeps a wording from being approved, and what follows when it is. */
export function approvalInWords(problems: number, share: number | undefined, isControl: boolean): string {
  if (problems > 0) return problems === 1 ? '1 problem to fix first.' : `${problems} problems to fix first.`
  if (share === undefined) return ''
  if (isControl) return `As control it gets ${percentInWords(share)} of traffic.`
  return share === 0
    ? 'Once approved it gets no traffic yet.'
    : `Once approved it starts at about ${percentInWords(share)} of traffic.`
}
