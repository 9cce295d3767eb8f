const UNTIDY = /^(?:\/{2,}api\/|\/api(?=\/).*(?:\/(?:\?|$)|\/\/|&amp|\u00a9|%C2%A9|%20|%0[9AD]))/i

const END = ['/', '%20', '%09', '%0a', '%0d']

/** `&copy_id` after an editor has read its beginning as the entity of ©: as UTF-8, escaped or not, or as Latin-1. */
const COPY_ID = /&?(?:%C2%A9|\u00c2?\u00a9)_id=/gi

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
    .replace(COPY_ID, '&copy_id=')
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
