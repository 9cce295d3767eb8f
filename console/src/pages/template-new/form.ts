import type { TemplateBody } from '../../../../src/features/templates/schema.ts'
import { ownOf } from '../../words/own.ts'

export type Channel = TemplateBody['channel']
export type Goal = TemplateBody['key_metric']

/** A wording of the form. */
export interface FormWording {
  readonly key: number
  readonly name: string
  readonly control: boolean
  readonly vars: Readonly<Record<string, string>>
  readonly themes: readonly string[]
}

/** What the page asks. */
export interface Form {
  readonly name: string
  /** Undefined: made from the name. */
  readonly id: string | undefined
  readonly channel: Channel
  readonly variables: readonly string[]
  readonly wordings: readonly FormWording[]
  readonly goal: Goal
  /** In per cent. */
  readonly controlShare: number
}

/** The parts of a message, by its channel. */
export const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  email: ['subject', 'preheader', 'body'],
  sms: ['body'],
  push: ['title', 'body'],
  in_app: ['title', 'body', 'button'],
  web: ['headline', 'body', 'button'],
  other: ['text'],
}

export const EMPTY: Form = {
  name: '',
  id: undefined,
  channel: 'email',
  variables: VARIABLES['email'] ?? [],
  wordings: [
    { key: 0, name: 'Today', control: true, vars: {}, themes: [] },
    { key: 1, name: 'Wording A', control: false, vars: {}, themes: [] },
  ],
  goal: 'click_rate',
  controlShare: 10,
}

const OPEN = '{{ first_name | default: "there" }}'

/** A start that shows what a template is. */
export const EXAMPLE: Form = {
  ...EMPTY,
  name: 'Welcome email',
  wordings: [
    {
      ...{ key: 0, name: 'Today', control: true, themes: [] },
      vars: {
        subject: 'Welcome to our shop',
        preheader: 'Get the most out of your new account.',
        body: `<p>Hi ${OPEN},</p>\n<p>your account is ready.</p>`,
      },
    },
    {
      ...{ key: 1, name: 'Question', control: false, themes: ['question'] },
      vars: {
        subject: `What brings you here, ${OPEN}?`,
        preheader: 'Tell us, and we show you the right shelf.',
        body: `<p>Hi ${OPEN},</p>\n<p>what are you looking for? We show you where it is.</p>`,
      },
    },
    {
      ...{ key: 2, name: 'Benefit', control: false, themes: ['benefit'] },
      vars: {
        subject: 'Your first delivery is free',
        preheader: 'Until Sunday, for everything in the shop.',
        body: `<p>Hi ${OPEN},</p>\n<p>your first delivery is on us.</p>`,
      },
    },
  ],
}

/** The id of a template, from its name: "Welcome email!" is "welcome-email". */
export const idFrom = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 100)

export const idOf = ({ id, name }: Form): string => id ?? idFrom(name)

const VARIABLE = /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_]{0,63}$/

/** Why a name cannot be that of a variable; undefined if it can. */
export function variableFault(name: string, others: readonly string[]): string | undefined {
  if (others.includes(name)) return `There is a part “${name}” already.`
  return VARIABLE.test(name) ? undefined : 'Use letters, digits and _, such as first_line.'
}

/** What is missing before the template can be made, as sentences. */
export function missingIn(form: Form): readonly string[] {
  const { name, variables, wordings } = form
  const id = idOf(form)
  const empty = wordings.filter(({ vars }) =>
    variables.every(variable => (ownOf(vars, variable) ?? '').trim() === ''),
  )
  return [
    ...(name.trim() === '' ? ['The template needs a name.'] : []),
    ...(name.trim() !== '' && !/^[A-Za-z0-9_.-]{1,100}$/.test(id)
      ? ['The id may hold letters, digits, dots, - and _ only.']
      : []),
    ...(variables.length === 0 ? ['The message needs at least one part.'] : []),
    ...(wordings.some(wording => wording.name.trim() === '') ? ['Every wording needs a name.'] : []),
    ...(variables.length > 0 ? empty.map(wording => `“${wording.name}” has no text yet.`) : []),
  ]
}

/** The template as the API takes it. */
export const templateOf = (form: Form) => ({
  id: idOf(form),
  name: form.name.trim(),
  channel: form.channel,
  variables: form.variables,
  key_metric: form.goal,
  split: { control_share: form.controlShare / 100 },
})

/** The wordings as the API takes them: all are drafts but control. */
export const wordingsOf = ({ variables, wordings }: Form) =>
  wordings.map(({ name, control, vars, themes }) => ({
    name: name.trim(),
    control,
    themes,
    vars: Object.fromEntries(variables.map(variable => [variable, ownOf(vars, variable) ?? ''])),
  }))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const areTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every(item => typeof item === 'string')

const isWording = (value: unknown): boolean =>
  isObject(value) &&
  typeof value['key'] === 'number' &&
  typeof value['name'] === 'string' &&
  typeof value['control'] === 'boolean' &&
  areTexts(value['themes']) &&
  isObject(value['vars']) &&
  areTexts(Object.values(value['vars']))

/** Whether what this browser kept is a form. */
export const isForm = (value: unknown): value is Form =>
  isObject(value) &&
  typeof value['name'] === 'string' &&
  (value['id'] === undefined || typeof value['id'] === 'string') &&
  typeof value['channel'] === 'string' &&
  value['channel'] in VARIABLES &&
  areTexts(value['variables']) &&
  Array.isArray(value['wordings']) &&
  value['wordings'].length > 0 &&
  value['wordings'].every(isWording) &&
  typeof value['goal'] === 'string' &&
  typeof value['controlShare'] === 'number'
