import type { CopyFault } from './copy.ts'
import { type Foreign, outputFault } from './foreign-output.ts'
import { conditionFault, editedFault } from './foreign-writing.ts'

type Pattern = readonly [pattern: RegExp, explain: (match: RegExpExecArray) => Foreign]

function insertion(language: string, name: string, filters = ''): Foreign {
  const suggestion = `{{ ${[name, filters.trim()].filter(part => part !== '').join(' ')} }}`
  return { message: `this is ${language}. Write ${suggestion} and send ${name} in fields`, suggestion }
}

/** The last part of a path, in the letters of a field. */
const fieldIn = (text: string): string =>
  (/([\p{L}_][\p{L}\p{N}_]*)\W*$/u.exec(text)?.[1] ?? 'name').toLowerCase()

/** Outside of outputs and tags, and braces with more in them. */
const PATTERNS: readonly Pattern[] = [
  [
    /\{\{-?\s*(?:[\w.]+\.)?\$\{([^{}]*)\}\s*(\|[^{}]*)?\}\}/g,
    ([, name = '', filters = '']) => insertion('a variable of Braze', fieldIn(name), filters),
  ],
  [/\{\{\{([^{}]*)\}\}\}/g, ([, name = '']) => insertion('Handlebars', fieldIn(name))],
  [/\{%=([^%]*)%\}/g, ([, name = '']) => insertion('an expression of Adobe', fieldIn(name))],
  [
    /\{%[#/](?:if|each|unless|let|with)\b[^%]*%\}/g,
    () => ({ message: 'this is a block of Adobe. Write {% if … %} … {% endif %}' }),
  ],
  [/\$\{([^{}\s]+)\}/g, ([, name = '']) => insertion('a template string', fieldIn(name))],
  [
    /%%\[(?:(?!%%\[)[\s\S]){0,2000}?\]%%/g,
    () => ({ message: 'this is AMPscript. Write {% if … %} … {% endif %} or {% assign … %}' }),
  ],
  [
    /%%=([^%\n]+)=%%|%%([A-Za-z_][\w .-]*)%%/g,
    ([, call, name = call ?? '']) => insertion('AMPscript', fieldIn(name)),
  ],
  [/\*\|([^|*\n]+)\|\*/g, ([, name = '']) => insertion('a merge tag of Mailchimp', fieldIn(name))],
  [
    /\[\[\s*([A-Za-z_][\w.]*)\s*\]\]|<<\s*([A-Za-z_][\w.]*)\s*>>|\[%\s*([A-Za-z_][\w.]*)\s*%\]|[#@]\{([A-Za-z_][\w.]*)\}|##([A-Za-z_]\w*)##|@@([A-Za-z_]\w*)@@/g,
    match => insertion('a merge field', fieldIn(match[0])),
  ],
  [/<%[=-]?([^%]*)%>/g, ([, name = '']) => insertion('ERB or EJS', fieldIn(name))],
]

const TAGS: Readonly<Record<string, string>> = {
  elif: 'Write {% elsif … %}',
  elseif: 'Write {% elsif … %}',
  else_if: 'Write {% elsif … %}',
  set: 'Write {% assign name = value %}',
  foreach: 'Write {% for item in items %}',
  include: 'Other templates cannot be included. Write their text here',
  render: 'Other templates cannot be included. Write their text here',
  content_blocks: 'Other templates cannot be included. Write their text here',
  connected_content: 'Nothing is fetched while a wording is rendered. Send the data in fields',
  abort_message: 'A wording cannot stop a message. Stop it at the sender, or use attributes of the variant',
}

const TAG = /\{%-?\s*(else\s+if\b|[a-z_]+)/g
const CONDITION = /\{%-?\s*(if|elsif|unless)\b((?:(?!%\})[\s\S]){0,2000}?)-?%\}/g
/** An output or a tag with what is in it. */
const PIECE = /(?:\{\{|\{%)(?:(?!\{\{|\{%|\}\}|%\})[\s\S]){0,2000}?(?:\}\}|%\})/g
/** A longer output is left to the engine: searching for its end could take long. */
const OUTPUT = /\{\{-?((?:(?!\{\{)[\s\S]){0,2000}?)-?\}\}/g
const BORDERS = /\{%-?\s*(end)?(raw|comment)\s*-?%\}/g

/** The source with blanks in place of raw texts and comments. */
function withoutRaw(source: string): string {
  let text = ''
  let at = 0
  let open: string | undefined
  for (const { 0: border, 1: end, 2: name, index } of source.matchAll(BORDERS)) {
    const isInside = open !== undefined
    if (isInside ? end === undefined || name !== open : end !== undefined) continue
    text += isInside ? source.slice(at, index).replace(/[^\n]/g, ' ') : source.slice(at, index)
    text += border
    at = index + border.length
    open = isInside ? undefined : name
  }
  return text + source.slice(at)
}

function tagFault(tag: string): Foreign | undefined {
  const name = tag.replace(/\s+/, '_')
  const message = Object.hasOwn(TAGS, name) ? TAGS[name] : undefined
  return message === undefined ? undefined : { message: `there is no tag ${tag}. ${message}` }
}

type Finder = readonly [pattern: RegExp, explain: (match: RegExpExecArray) => Foreign | undefined]

const FINDERS: readonly Finder[] = [
  [PIECE, ([piece]) => editedFault(piece)],
  ...PATTERNS,
  [OUTPUT, ([, content = '']) => outputFault(content.trim())],
  [CONDITION, ([, tag = '', condition = '']) => conditionFault(tag, condition)],
  [TAG, ([, tag = '']) => tagFault(tag)],
]

/** The first piece of a source that is not Liquid but another template language; undefined if there is none. */
export function findForeign(source: string): CopyFault | undefined {
  const text = withoutRaw(source)
  for (const [pattern, explain] of FINDERS)
    for (const match of text.matchAll(pattern)) {
      const fault = explain(match)
      if (fault !== undefined) return faultAt(source, match, fault)
    }
  return undefined
}

function faultAt(source: string, match: RegExpMatchArray, { message, suggestion }: Foreign): CopyFault {
  const before = source.slice(0, match.index).split('\n')
  return {
    message,
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    ...(suggestion === undefined ? {} : { word: match[0], suggestion }),
  }
}
