import { isFields } from '../../../core/platforms/fields.ts'

/** Field names of personal data, in the senders' spellings. */
const PERSONAL =
  /mail|phone|mobile|msisdn|address|street|city|zip|postal|birth|gender|^ip|_ip$|ipaddress|user|customer|recipient|subscriber|contact|person|profile|identif|external_?id|anonymous|device|token|secret|password|cookie|first_?name|last_?name|full_?name|^lat|^lon|agent|^uid$|header/i

const TEXT_MAX = 60
const ITEMS_MAX = 5
const FIELDS_MAX = 60
const DEPTH_MAX = 6

/**
 * A value as a sample of its shape. Personal data is masked, and long parts are left out. Names of fields, amounts,
 * currencies and short words stay, because a mapping needs them.
 */
export function maskPersonal(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value)
  if (typeof value !== 'object' || value === null) return maskNumber(value)
  if (depth >= DEPTH_MAX) return '…'
  if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map(item => maskPersonal(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, FIELDS_MAX)
      .map(([name, item]) => [
        maskText(name),
        PERSONAL.test(name) ? hide(item) : maskPersonal(item, depth + 1),
      ]),
  )
}

/** Keeps the structure, so that a mapping can name the inner fields. */
function hide(value: unknown): unknown {
  if (value === null || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.length === 0 ? [] : [hide(value[0])]
  if (isFields(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [maskText(name), hide(item)]))
  return MASK
}

const MASK = '***'

function maskText(text: string): string {
  // Addresses, and texts with as many digits as a phone number or an account.
  if (text.includes('@') || /(?:\d[\s().+-]?){9,}/.test(text)) return isTime(text) ? text : MASK
  const bare = text.replace(/^(https?:\/\/[^/?#]*)[\s\S]*$/i, '$1/…')
  return bare.length > TEXT_MAX ? `${bare.slice(0, TEXT_MAX).toWellFormed()}…` : bare
}

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-][\d:]+)?)?$/.test(text)

/** Whole numbers of this length are times or ids, not amounts. */
const maskNumber = (value: unknown): unknown =>
  typeof value === 'number' && Number.isInteger(value) && Math.abs(value) >= 1e8 ? MASK : value
