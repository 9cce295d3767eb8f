import type { Foreign } from './foreign-output.ts'

const QUOTED = /"[^"]*"|'[^']*'/g
const withoutTexts = (content: string): string => content.replace(QUOTED, '')

/** What an editor of documents or of HTML makes of the characters of Liquid. */
const WRITTEN: Readonly<Record<string, string>> = {
  ...{ '&nbsp;': ' ', '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&apos;': "'" },
  ...{ '“': '"', '”': '"', '„': '"', '‘': "'", '’': "'" },
}
const MARK = new RegExp(Object.keys(WRITTEN).join('|'))

/** Why the content of an output or a tag is no Liquid since an editor has changed it; undefined if none has. */
export function editedFault(piece: string): Foreign | undefined {
  if (!MARK.test(withoutTexts(piece))) return undefined
  const parts = piece.split(/("[^"]*"|'[^']*')/)
  const suggestion = parts
    .map((part, at) =>
      at % 2 === 1 ? part : part.replace(new RegExp(MARK, 'g'), mark => WRITTEN[mark] ?? mark),
    )
    .join('')
  return { message: `an editor has changed the quotes or signs. Write ${suggestion}`, suggestion }
}

/** Signs and words of other languages in a condition, and those of Liquid. */
const CONDITIONS: readonly (readonly [RegExp, string])[] = [
  [/\s*&&\s*/g, ' and '],
  [/\s*\|\|\s*/g, ' or '],
  [/[!=]==/g, '=='],
  [/(?<![=!<>])=(?![=>])/g, '=='],
  [/\s+is\s+(?:not\s+defined|none|null|empty)\b/gi, ' == nil'],
  [/\s+is\s+(?:defined|not\s+(?:none|null|empty))\b/gi, ' != nil'],
]

/** Why a condition is none of Liquid; undefined if it is one. */
export function conditionFault(tag: string, condition: string): Foreign | undefined {
  const bare = withoutTexts(condition)
  const negated = /^\s*!\s*([\w.]+)\s*$/.exec(bare)
  if (negated !== null) return written(tag === 'unless' ? `if ${negated[1]}` : `unless ${negated[1]}`)
  if (!CONDITIONS.some(([sign]) => bare.search(sign) !== -1)) return undefined
  const parts = condition.split(/("[^"]*"|'[^']*')/)
  const said = parts.map((part, at) =>
    at % 2 === 1 ? part : CONDITIONS.reduce((rest, [sign, own]) => rest.replace(sign, own), part),
  )
  return written(`${tag} ${said.join('').trim()}`)
}

function written(condition: string): Foreign {
  const suggestion = `{% ${condition.replace(/\s+/g, ' ')} %}`
  return { message: `Liquid has other signs for this condition. Write ${suggestion}`, suggestion }
}
