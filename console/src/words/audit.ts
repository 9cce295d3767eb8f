type Fields = Readonly<Record<string, unknown>> | null

/** What an entry of the audit log says of its action, where the name of the call is not clear enough. */
const SAID: Readonly<Record<string, string>> = {
  seePerson: 'saw a person unmasked',
  applyRecommendation: 'followed a recommendation by itself',
  replayRequests: 'started a replay',
  erasePerson: 'erased a person',
  confirmErasure: 'confirmed an erasure that a platform asked for',
  dismissErasure: 'dismissed an erasure that a platform asked for',
  rotateKey: 'replaced the secret of a key',
  decideRecommendation: 'decided a recommendation',
  shipVariant: 'shipped a wording',
  resendDelivery: 'sent a message again',
  rotateFeedbackSecret: 'replaced the secret of a feedback webhook',
  replaceEventMapping: 'changed the event names',
  replaceChannels: 'chose which channel counts',
  setUp: 'set up this server',
  signIn: 'signed in',
  signOut: 'signed out',
  resetPassword: 'chose a new password with a link',
  updateMe: 'changed their own account',
  changePassword: 'changed their own password',
  createPasswordReset: 'made a link for a new password',
  resumeLearning: 'let Parley learn again',
  searchPeople: 'searched for a person',
  generateCopy: 'asked for a wording',
  generateCopies: 'asked for wordings',
  simulate: 'simulated a launch',
  runSource: 'started to read a source',
  runExport: 'started an export',
  openPersonHashKey: 'asked for the key of hashed people',
  cancelSourceRun: 'cancelled the reading of a source',
  acceptSourcePartition: 'accepted a day of a source that was held back',
  keepSourcePartition: 'kept what a source had counted for a day',
}

const VERBS: Readonly<Record<string, string>> = {
  create: 'created',
  update: 'changed',
  replace: 'replaced',
  rename: 'renamed',
  delete: 'deleted',
  get: 'looked at',
  list: 'looked at',
  trace: 'looked at',
  accept: 'accepted',
  remove: 'removed',
  end: 'ended',
  verify: 'verified',
  check: 'checked',
  try: 'tried',
  test: 'tested',
  send: 'sent',
  resend: 'sent again',
  retry: 'tried again',
  recover: 'recovered',
  receive: 'received',
  deliver: 'sent',
  fork: 'copied',
  import: 'imported',
  read: 'read',
  preview: 'previewed',
  freeze: 'froze',
  set: 'changed',
  undo: 'undid',
  refresh: 'refreshed',
  start: 'started',
  cancel: 'cancelled',
  evaluate: 'evaluated',
}

/** Things without a number. */
const UNCOUNTED = new Set(['traffic', 'feedback', 'copy'])

const spaced = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()

/** The name of a call in words: `updateTemplate` → "changed a template". */
export function actionInWords(action: string): string {
  const known = SAID[action]
  if (known !== undefined) return known
  const [, first = '', rest = ''] = /^([a-z]+)(.*)$/.exec(action) ?? []
  const verb = VERBS[first]
  if (verb === undefined || rest === '') return spaced(action)
  const noun = spaced(rest)
  const article = /^[aeiou]/.test(noun) ? 'an' : 'a'
  return `${verb} ${noun.endsWith('s') || UNCOUNTED.has(noun) ? '' : `${article} `}${noun}`
}

const STATES: Readonly<Record<string, string>> = {
  started: 'did not finish',
  failed: 'failed on our side',
  refused: 'refused',
}

/** Null for what was done. */
export const stateInWords = (state: string): string | null => STATES[state] ?? null

/** They are about the person who does them, whose name stands there already. */
const OF_ONESELF = ['signIn', 'signOut', 'resetPassword', 'updateMe', 'changePassword']

/** What an entry is about: by its name if it has one, else by its id; null for what exists once. */
export function objectInWords(
  action: string,
  id: string | null,
  before: Fields,
  after: Fields,
): string | null {
  if (OF_ONESELF.includes(action)) return null
  const name = after?.['name'] ?? before?.['name']
  return typeof name === 'string' ? name : id
}

/** A value of a field, short: texts as they are, nothing as a dash. */
export function valueInWords(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  if (value === true) return 'yes'
  if (value === false) return 'no'
  if (isTexts(value) && value.length > 0) return value.join(', ')
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : JSON.stringify(value)
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(each => typeof each === 'string')

export interface FieldChange {
  readonly field: string
  readonly before: string
  readonly after: string
}

/** Of what was created or deleted, these say nothing beside the entry itself. */
const SELF_EVIDENT = new Set(['id', 'created_at', 'template_id'])

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)

/** The fields of an entry, each with its value before and after. Of what was created or deleted, those with a value. */
export function changesOf(before: Fields, after: Fields): readonly FieldChange[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  const whole = before === null ? after : after === null ? before : null
  const shown = whole ? names.filter(name => !SELF_EVIDENT.has(name) && !isEmpty(whole[name])) : names
  return shown.map(field => ({
    field,
    before: valueInWords(before?.[field]),
    after: valueInWords(after?.[field]),
  }))
}

/** Fields that were sent and whose values are never shown: a secret that was replaced. */
export const hiddenFields = (sent: readonly string[], shown: readonly FieldChange[]): readonly string[] =>
  sent.filter(
    name => /secret|password|token|key|jwt/i.test(name) && !shown.some(({ field }) => field.startsWith(name)),
  )
