const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/** The text of a mail, for readers that show no HTML: paragraphs as lines, links with their addresses. */
export function toPlainText(html: string): string {
  return decode(
    html
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<(script|style|head|title)\b[\s\S]*?<\/\1\s*>/gi, '')
      .replace(/\s+/g, ' ')
      .replace(/<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>(.*?)<\/a\s*>/gi, toLink)
      .replace(/<li\b[^>]*>/gi, '\n- ')
      .replace(/<(?:br|hr)\b[^>]*>|<\/(?:p|div|h[1-6]|tr|table|ul|ol|blockquote|section)\s*>/gi, '\n')
      .replace(/<[^>]*>/g, ''),
  )
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function toLink(
  _match: string,
  double: string | undefined,
  single: string | undefined,
  text: string,
): string {
  const address = (double ?? single ?? '').trim()
  const label = text.replace(/<[^>]*>/g, '').trim()
  if (!/^(?:https?|mailto):/i.test(address) || label === address) return label || address
  return label === '' ? address : `${label} (${address})`
}

const decode = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (entity, decimal, hexadecimal, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? entity
    const code = decimal === undefined ? Number.parseInt(String(hexadecimal), 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : ''
  })
