// The marks that HTML writes as entities, of ISO 8859-1: raw, or escaped as one byte or as UTF-8.
const MARK = String.raw`(?:\u00c2?[\u00a1-\u00bf]|\u00c3\u0097|\u00d7|%C2%[AB][0-9A-F]|%C3%97|(?<!%[89A-F][0-9A-F])%[AB][0-9A-F]|%D7(?!%))`

const UNTIDY = new RegExp(
  String.raw`^(?:\/{2,}api\/|\/api(?=\/).*(?:\/(?:\?|$)|\/\/|&amp|${MARK}|%20|%0[9AD]))`,
  'i',
)

const END = ['/', '%20', '%09', '%0a', '%0d']

/** The entities that HTML reads without a semicolon, from U+00A1 on. Letters are left out: names may have them. */
const ENTITIES =
  'iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest'.split(
    ' ',
  )

/** `&copy_id=`, `&region=` or `&timestamp=` after an editor has read its beginning as an entity: ©_id=, ®ion=, ×tamp=. */
const READ_AS_ENTITY = new RegExp(String.raw`&?(${MARK})(?=[\w.[\]-]*=)`, 'gi')

function entityOf(mark: string): string {
  const byte = mark.startsWith('%') ? Number.parseInt(mark.slice(-2), 16) : mark.charCodeAt(mark.length - 1)
  const isTimes = byte === 0xd7 || byte === 0x97
  return `&${isTimes ? 'times' : (ENTITIES[byte - 0xa1] ?? '')}`
}

/** Escapes of HTML in an address that was copied from a page: `&amp;`, also twice, and with its semicolon escaped. */
const AMPERSAND = /&(?:amp(?:;|%3B))+/gi

/**
 * An address as its sender meant it, for routes of the API: without a slash or blanks at the end of the path, without
 * double slashes, and without what HTML made of the parameters.
 */
export function tidyAddress(url: string): string {
  if (!UNTIDY.test(url)) return url
  const at = url.indexOf('?')
  const path = at === -1 ? url : url.slice(0, at)
  const tidyPath = withoutEnd(path).replace(/\/{2,}/g, '/')
  if (at === -1) return tidyPath
  const query = url
    .slice(at + 1)
    .replace(AMPERSAND, '&')
    .replace(READ_AS_ENTITY, (whole, mark: string) => (entityOf(mark) === '&' ? whole : entityOf(mark)))
  return `${tidyPath}?${query.replace(/^[?&]+/, '')}`
}

/** A loop: the time of a pattern for this would grow with the square of the length. */
function withoutEnd(path: string): string {
  let length = path.length
  for (;;) {
    const end = END.find(each => path.slice(length - each.length, length).toLowerCase() === each)
    if (end === undefined || length < end.length) return path.slice(0, length)
    length -= end.length
  }
}
