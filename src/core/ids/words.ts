// Words that programs, forms and spreadsheets write for "no value". In lower case, without spaces, hyphens, underscores,
// and the quotes and brackets around them.
const NOTHING: ReadonlySet<string> = new Set([
  ...['null', 'undefined', 'undef', 'none', 'nil', 'nan', 'nat', 'na', 'void', 'empty', 'blank', 'missing'],
  ...['unset', 'unspecified', 'unknown', 'nullptr', 'dbnull', 'system.dbnull', 'nonetype', 'true', 'false'],
  ...['n/a', '#n/a', 'n.a.', 'n.a', '\\n', 'infinity', 'tbd', 'todo', 'notanumber', 'missingid'],
  ...['notset', 'notavailable', 'notprovided', 'notapplicable', 'notfound', 'notspecified', 'novalue'],
  ...['noid', 'nodata', 'objectobject', 'objectundefined', 'objectnull', 'null::text', 'null::uuid'],
  ...['unbekannt', 'inconnu', 'desconocido', 'desconhecido', 'sconosciuto', 'неизвестно', '未設定', 'なし'],
])

// Words for a person whom nobody knows. A message or a campaign may have such an id.
const NOBODY: ReadonlySet<string> = new Set([
  ...['anonymous', 'anon', 'guest', 'nobody', 'anonymoususer', 'guestuser', 'unknownuser', 'nouser'],
  ...['notauthenticated', 'unauthenticated', 'notloggedin', 'loggedout', 'notsignedin', 'signedout'],
  ...['noemail', 'noname', 'redacted', 'filtered', 'masked', 'hidden', 'deleted', 'deleteduser', 'removed'],
  ...['anonymized', 'anonymised', 'anonym', 'anonyme', 'anónimo', 'anonimo', 'gast', 'аноним', '匿名'],
])

/** Whether the text alone, without the rules for its parts, stands for no value or for nobody. */
export const isShortWord = (text: string): boolean =>
  NOTHING.has(text) || NOBODY.has(text) || /^[-_.0]+$/.test(text)

const OWNER =
  'external|internal|customer|subscriber|contact|user|member|client|profile|person|braze|distinct|anonymous|account|recipient|visitor|device|crm'
const THING =
  'message|tracking|request|decision|copy|variant|template|campaign|journey|event|delivery|send|dispatch'
const YOUR = '(?:your|my|insert|enter)?'

// The names of the fields that should have been filled in: user_id, CUSTOMER-ID, contactKey, YOUR_USER_ID.
const PERSON_FIELD = new RegExp(`^${YOUR}(?:(?:${OWNER})+(?:id|uid|uuid|key|email|name)|id|uid|uuid|email)$`)
const ANY_FIELD = new RegExp(`^${YOUR}(?:(?:${OWNER}|${THING})+id|id)$`)

// Several empty parts that a program joined, such as "null null" of two names, or "undefined|undefined".
const JOINED = /^(?:(?:null|undefined|none|nil|nan)(?:[\s|:,;/_.-]+|$)){2,}$/

// A plain 0, also as 0.0, 000 or -0. The nil UUID and the maximum UUID, with or without hyphens.
const ZEROS =
  /^(?:[+-]?0+(?:[.,]0+)?|0x0+|0+e0+|(?:urn:uuid:)?0{8}-?(?:0{4}-?){3}0{12}|f{8}-?(?:f{4}-?){3}f{12}|f{24})$/

// Empty text, or dashes and signs in its place, as in forms and spreadsheets.
const DASHES = /^[-–—_?.*/\\@#+\s]*$/

// Nearly every id has one. Of the placeholders only -1 has.
const DIGIT = /[1-9]/
const MINUS_ONE: ReadonlySet<string> = new Set(['-1', '-1.0'])

/**
 * Whether the text is a word or a sign for no value.
 * @param bare in lower case
 * @param isOfPerson whether it may also be a word for a person whom nobody knows
 */
export function isPlaceholder(bare: string, isOfPerson: boolean): boolean {
  if (DIGIT.test(bare)) return MINUS_ONE.has(bare)
  if (DASHES.test(bare) || NOTHING.has(bare) || ZEROS.test(bare) || JOINED.test(bare)) return true
  const word = bare.replace(/[\s_-]+/g, '')
  if (NOTHING.has(word) || ANY_FIELD.test(word)) return true
  return isOfPerson && (NOBODY.has(word) || PERSON_FIELD.test(word))
}
