import { readJson, type UnreadableJson } from '../json.ts'
import { fail, ok, type Result } from '../result.ts'
import { asUtf8 } from './as-utf8.ts'
import { decompress, isCompressed, isZstandard } from './decompress.ts'
import { readFormFields } from './form.ts'
import { isMultipart } from './multipart.ts'

export interface UnreadableBody {
  readonly reason: UnreadableJson
  readonly fix: string
}

/** What a compressed body may become. A body that arrives in plain text is smaller. */
const DECODED_BYTES_MAX = 32 * 1_048_576

/**
 * The value of a body, in the forms in which senders write it: JSON, JSON within a JSON text, several JSON values one
 * after the other or one a line, or a form. Several values are a list. Compressed bytes are decoded, for calls that
 * were stored without their Content-Encoding.
 */
export function readBody(bytes: Uint8Array): Result<unknown, UnreadableBody> {
  const text = asUtf8(decompress(bytes, DECODED_BYTES_MAX))
  const json = readJson(text)
  if (json.ok) return ok(unwrap(json.value))
  if (json.reason === 'not-json') {
    const written = Buffer.from(text).toString()
    const value = (isMultipart(written) ? undefined : readValues(written)) ?? readForm(written)
    if (value !== undefined) return ok(value)
  }
  return fail({ reason: json.reason, fix: whyUnreadable(json.reason, text) })
}

/** Some senders encode JSON twice, or more often. */
function unwrap(value: unknown, times = 3): unknown {
  if (times === 0 || typeof value !== 'string' || !/^\s*[[{"]/.test(value)) return value
  const inner = readJson(Buffer.from(value))
  return inner.ok ? unwrap(inner.value, times - 1) : value
}

const RECORD_SEPARATOR = '\u001e'

/**
 * JSON values, one a line. A line that cannot be read stays a text, so that it is rejected without its neighbours.
 * @returns undefined if the first line is no JSON value
 */
function readValues(text: string): unknown[] | undefined {
  const lines = separate(text).filter(line => line !== '')
  const values = lines.map(line => {
    const json = readJson(Buffer.from(line))
    return json.ok ? json.value : line
  })
  return lines.length > 1 && values.some(value => typeof value === 'object') ? values : undefined
}

/** Lines, or the values of a text such as `{…}{…}`. */
function separate(text: string): string[] {
  const lines = text.replaceAll(RECORD_SEPARATOR, '\n').split(/\r?\n/)
  const one = lines.filter(line => line.trim() !== '').length === 1
  return (one ? text.replace(/\}\s*\{/g, '}\n{').split('\n') : lines).map(line => line.trim())
}

const FORM = /^[^\s={}[\]<>"]+(?:\[[^\]]*\])*=/

const readForm = (text: string): unknown =>
  isMultipart(text) || (FORM.test(text) && !/[\n{<"]/.test(text)) ? readFormFields(text) : undefined

/** The likely cause in the bytes themselves, and what to do about it. */
function whyUnreadable(reason: UnreadableJson, bytes: Uint8Array): string {
  if (reason === 'empty') return 'The request had no body. Check the body template of the webhook.'
  if (reason === 'too-deep') return 'The body is nested more than 64 levels deep. Send a flatter body.'
  if (isZstandard(bytes))
    return 'The body is compressed with Zstandard (zstd), which is not supported. Use gzip, deflate or br, and name it in the Content-Encoding header.'
  if (isCompressed(bytes))
    return 'The body is compressed, and cannot be decompressed whole. Use gzip, deflate or br, name it in the Content-Encoding header, and check that the body is not cut off.'
  if (reason === 'not-utf8')
    return 'The body is neither UTF-8 text nor compressed with gzip. Send application/json in UTF-8, and name a compression in the Content-Encoding header.'
  const text = Buffer.from(bytes).toString('utf8', 0, SHOWN_BYTES).trim()
  return CAUSES.find(([pattern]) => pattern.test(text))?.[1] ?? NOT_JSON
}

const SHOWN_BYTES = 4_096

const NOT_JSON =
  'The body is not JSON. Check the body template of the webhook for unescaped quotes and line breaks.'

const CAUSES: readonly (readonly [RegExp, string])[] = [
  [/^<(?:\?xml|!doctype|[a-z])/i, 'The body is XML or HTML. Send application/json.'],
  [
    /\{\{|\{%|%%|\$\{/,
    'The body has a template that was not filled in, so it is not JSON. Check the body template of the webhook.',
  ],
  [
    /^[{[][\s\S]*:\s*(?:,|\}|$)/,
    'A field of the body has no value. Put quotes around what the template fills in.',
  ],
  [/^[{[][\s\S]*,\s*[}\]]/, 'The body has a comma before a closing bracket, so it is not JSON. Remove it.'],
  [/^[{[]\s*'/, 'The body has single quotes. JSON has double quotes.'],
  [
    /[:[,]\s*(?:-?Infinity|NaN|None|undefined|True|False)\b/,
    'The body has a value that JSON does not know, such as NaN, None or undefined. Send null, or leave the field out.',
  ],
  [
    /^[{[]\s*\{?\s*[A-Za-z_$][\w$]*\s*:/,
    'The names of the fields have no quotes. JSON has double quotes around them.',
  ],
  [/^[{[][\s\S]*[{,\n]\s*(?:\/\/|\/\*)/, 'The body has a comment. JSON has none.'],
  [/^[\w ]+(?:[,;\t][\w ]+)+\r?\n/, 'The body is a table of comma-separated values. Send application/json.'],
  [/^[{[]/, `${NOT_JSON} Check also that it is not cut off.`],
  [/=/, 'The body is neither JSON nor a form that can be read. Send application/json.'],
]
