import css from './integration.module.css'

// Placeholders of the platform stand out, in every language: {{ … }}, {% … %}, %%= … =%%; and JSON's names.
const TOKENS = /(\{\{\{?[\s\S]*?\}\}\}?|\{%[\s\S]*?%\}|%%=[\s\S]*?=%%)|("(?:[^"\\\n]|\\.)*")(?=\s*:)/g

/** A snippet with what the platform fills in set apart. It reads like the code. */
export function Highlighted({ code, language }: { readonly code: string; readonly language: string }) {
  if (language === 'javascript' || language === 'ssjs') return code
  const parts = []
  let from = 0
  for (const match of code.matchAll(TOKENS)) {
    const [token, filled] = match
    parts.push(code.slice(from, match.index))
    parts.push(
      <span key={match.index} className={filled === undefined ? css['name'] : css['filled']}>
        {token}
      </span>,
    )
    from = match.index + token.length
  }
  return [...parts, code.slice(from)]
}
