/**
 * A page that shows a rendered message: the texts that are HTML as they are, one after the other; if none is HTML, all
 * texts as paragraphs. The page is safe only under the policy of its route: no scripts, in a sandbox.
 */
export function messagePage(
  variables: readonly string[],
  rendered: Readonly<Record<string, string>>,
): string {
  const texts = variables.flatMap(name => (Object.hasOwn(rendered, name) ? [rendered[name] ?? ''] : []))
  const markup = texts.filter(isMarkup)
  const body = markup.length > 0 ? markup.join('\n') : texts.map(asParagraph).join('\n')
  return isWholePage(body) ? body : `${HEAD}<body>${body}</body></html>`
}

/** The policy of a page with a rendered message: pictures and styles, and nothing else. */
export const MESSAGE_POLICY =
  "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"

const HEAD = `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Preview</title><style>:root{color-scheme:light}body{margin:16px;font:15px/1.5 system-ui,sans-serif;color:#14181f;background:#fff;overflow-wrap:anywhere}</style></head>`

const isMarkup = (text: string): boolean => /<\/?[a-z][^>]*>/i.test(text)
const isWholePage = (text: string): boolean => /^\s*(?:<!doctype\s+html|<html)/i.test(text)

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const asParagraph = (text: string): string =>
  `<p style="white-space:pre-wrap">${text.replaceAll(/[&<>"]/g, character => ESCAPES[character] ?? '')}</p>`
