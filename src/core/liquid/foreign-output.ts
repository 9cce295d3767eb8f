import { ownOf } from '../../lib/own.ts'

/** A piece of another template language, and what to write instead. */
export interface Foreign {
  /** A sentence without its full stop. */
  readonly message: string
  /** What Liquid has for this very piece, if it can be said. */
  readonly suggestion?: string
}

const PATH = String.raw`[\p{L}_][\p{L}\p{N}_-]*\??(?:\s*\.\s*[\p{L}\p{N}_-]+\??|\s*\[[^\]]*\])*`
const QUOTED = `"[^"]*"|'[^']*'`
const ONE = String.raw`${QUOTED}|-?\d+(?:\.\d+)?|\([^()]*\.\.[^()]*\)|\[[^\]]*\]|${PATH}`
const VALUE = new RegExp(`^(?:${ONE})`, 'u')
const ARGUMENT = new RegExp(ONE, 'gu')
const FILTER = /^\s*[\p{L}_][\p{L}\p{N}_]*\s*(?::[\s\S]*)?$/u
/** Separates filters, but not inside quotes. */
const PIPES = /\|(?=(?:[^"']|"[^"]*"|'[^']*')*$)/

/** Filters of Liquid by the names of helpers and functions of other languages. */
const FILTER_OF: Readonly<Record<string, string>> = {
  ...{ defaultifempty: 'default', default: 'default', ifnull: 'default', coalesce: 'default' },
  ...{
    lowercase: 'downcase',
    tolowercase: 'downcase',
    lower: 'downcase',
    uppercase: 'upcase',
    upper: 'upcase',
  },
  ...{ touppercase: 'upcase', propercase: 'capitalize', capitalize: 'capitalize', titlecase: 'capitalize' },
  ...{ capitalizefirst: 'capitalize', trim: 'strip', urlencode: 'url_encode', encodeuri: 'url_encode' },
  ...{ dateformat: 'date', formatdate: 'date', length: 'size', count: 'size', abbreviate: 'truncate' },
  ...{ numberformat: 'number_with_delimiter', formatnumber: 'format_number', formatcurrency: 'currency' },
  ...{
    replace: 'replace',
    join: 'join',
    round: 'round',
    floor: 'floor',
    ceil: 'ceil',
    abs: 'abs',
    now: 'date',
  },
}
const FILTER_OF_SIGN: Readonly<Record<string, string>> = {
  ...{ '+': 'plus', '-': 'minus', '*': 'times', '/': 'divided_by', '%': 'modulo' },
  ...{ '||': 'default', '??': 'default', '?:': 'default', or: 'default' },
}

/** Why the content of an output is no Liquid; undefined if it is. */
export function outputFault(content: string): Foreign | undefined {
  if (content === '' || content.startsWith('|')) return undefined
  const block = blockFault(content)
  if (block !== undefined) return block
  const value = VALUE.exec(content)?.[0]
  if (value === undefined)
    return { message: `{{ ${content} }} is no Liquid. Write the name of a field, such as {{ name }}` }
  const rest = content.slice(value.length).trim()
  if (rest === '') return undefined
  if (!rest.startsWith('|') || rest.startsWith('||')) return expressionFault(value, rest)
  const call = rest
    .slice(1)
    .split(PIPES)
    .find(filter => !FILTER.test(filter) && /^\s*\w+\s*\(/.test(filter))
  if (call === undefined) return undefined
  const [, name = '', given = ''] = /^\s*(\w+)\s*\(([^)]*)\)/.exec(call) ?? []
  return liquid(value, name.toLowerCase(), given === '' ? [] : [given])
}

type Section = (name: string, rest: string) => string

/** What to write instead of sections of Handlebars and Mustache, by their signs. */
const SECTIONS: Readonly<Record<string, Section>> = {
  '#': opening,
  '^': name => `{% unless ${name} %}`,
  '/': name => `{% ${name === 'each' ? 'endfor' : name === 'unless' ? 'endunless' : 'endif'} %}`,
  '!': () => '{% comment %} … {% endcomment %}',
  '&': name => `{{ ${name} }}`,
  '@': name => (name === 'index' ? '{{ forloop.index0 }}' : `{{ forloop.${name} }}`),
}

/** Sections of Handlebars and Mustache, and what stands inside them. */
function blockFault(content: string): Foreign | undefined {
  const [, sign = '', name = '', rest = ''] =
    /^([#^/>!&@]|\.\.\/)?\s*([\w.-]*)\s*([\s\S]*)$/.exec(content) ?? []
  if (name === 'else' && sign === '')
    return handlebars(rest === '' ? '{% else %}' : `{% elsif ${rest.replace(/^if\s+/, '')} %}`)
  if (sign === '>')
    return { message: 'this is Handlebars. Other templates cannot be included. Write their text here' }
  if (sign === '../' || /^this\b/.test(content))
    return { message: 'this is Handlebars. Write {{ item.name }} inside {% for item in items %}' }
  const section = SECTIONS[sign]
  return section && handlebars(section(name, rest))
}

const handlebars = (suggestion: string): Foreign => ({
  message: `this is Handlebars. Write ${suggestion}`,
  suggestion,
})

/** The tags that open sections: `#if a`, `#each a`, `#ifEq a b`, or a field alone. */
function opening(name: string, rest: string): string {
  const [one = 'name', other = 'value'] = rest.match(ARGUMENT) ?? []
  const signs: Readonly<Record<string, string>> = {
    ifeq: '==',
    ifnoteq: '!=',
    ifgt: '>',
    ifgte: '>=',
    iflt: '<',
    iflte: '<=',
    ifcontains: 'contains',
  }
  const sign = ownOf(signs, name.toLowerCase())
  if (sign !== undefined) return `{% if ${one} ${sign} ${other} %}`
  if (name === 'each') return `{% for item in ${one} %}`
  if (name === 'unless') return `{% unless ${rest} %}`
  return `{% if ${name === 'if' || name === 'with' ? rest : name} %}`
}

/** Helpers with arguments, calls of functions, signs of arithmetic, and conditions. */
function expressionFault(value: string, rest: string): Foreign {
  const [, sign = '', after = ''] = /^(\|\||\?\?|\?:|[+*/%-]|or\b)\s*([\s\S]*)$/.exec(rest) ?? []
  const filter = FILTER_OF_SIGN[sign]
  if (filter !== undefined)
    return {
      message: `Liquid has filters for this. Write {{ ${value} | ${filter}: ${after} }}`,
      suggestion: `{{ ${value} | ${filter}: ${after} }}`,
    }
  if (/^(?:[=!<>]=?|and\b|contains\b|\?|if\b)/.test(rest))
    return { message: 'an output has no conditions. Write {% if … %} … {% else %} … {% endif %}' }
  const [first, ...others] = rest.match(ARGUMENT) ?? []
  if (first === undefined)
    return {
      message: `{{ ${value} ${rest} }} is no Liquid. A filter follows a sign |, as in {{ name | upcase }}`,
    }
  return liquid(first, value.toLowerCase(), others)
}

/** The same with a filter of Liquid, if there is one of this kind. */
function liquid(value: string, helper: string, args: readonly string[]): Foreign {
  const filter = ownOf(FILTER_OF, helper) ?? (ownOf(FILTER_OF, helper.replaceAll('_', '')) || undefined)
  if (filter === undefined)
    return {
      message: `Liquid has no helpers with arguments behind them. Write {{ ${value} }}, with a filter such as {{ ${value} | default: "…" }}`,
    }
  const suggestion = `{{ ${value} | ${filter}${args.length > 0 ? `: ${args.join(', ')}` : ''} }}`
  return { message: `Liquid has filters for this. Write ${suggestion}`, suggestion }
}
