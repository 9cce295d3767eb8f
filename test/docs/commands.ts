import { readFileSync } from 'node:fs'

/** A page of the documentation, as a path from the root of the repository. */
export interface Command {
  readonly page: string
  /** The number of its first line. */
  readonly line: number
  readonly text: string
}

const BLOCK = /^( *)```(?:sh|bash)\n([\s\S]*?)^ *```$/gm

/** The commands of a page in their order: lines that belong together are one command. */
export function commandsOf(page: string): readonly Command[] {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
  return [...text.matchAll(BLOCK)].flatMap(({ 1: indent = '', 2: block = '', index }) => {
    const line = text.slice(0, index).split('\n').length + 1
    const lines = block.split('\n').map(each => (each.startsWith(indent) ? each.slice(indent.length) : each))
    return joined(lines).map(command => ({ page, line: line + command.at, text: command.text }))
  })
}

interface Joined {
  /** The number of its first line, from zero. */
  readonly at: number
  readonly text: string
}

function joined(lines: readonly string[]): readonly Joined[] {
  const found: Joined[] = []
  let open: Joined | undefined
  for (const [at, line] of lines.entries()) {
    const here: Joined =
      open === undefined ? { at, text: line } : { at: open.at, text: `${open.text}\n${line}` }
    open = isOpen(here.text) ? here : undefined
    if (open === undefined) found.push(here)
  }
  return found.filter(({ text }) => text.trim() !== '' && !text.startsWith('#'))
}

/** Whether a command goes on in the next line: inside a quote, or after a backslash. */
const isOpen = (text: string): boolean => (text.split("'").length - 1) % 2 === 1 || text.endsWith('\\')

export type Kind = 'npm' | 'parley' | 'settings' | 'program' | 'shell'

/** How a command is checked. Only what needs a server is run against one. */
export function kindOf({ text }: Command): Kind {
  const bare = text
    .replace(/^(?:DATABASE_URL|PARLEY_[A-Z_]+|PORT)=\S+ +(?=\S)/g, '')
    .replace(/^(?:PARLEY_[A-Z_]+=\S+ +)+(?=\.?\/?(?:parley|npm))/, '')
  if (/^npm /.test(bare)) return 'npm'
  if (/^(?:\.\/)?parley /.test(bare)) return 'parley'
  if (/^[A-Z][A-Z_]+=\S+\s*(?:#.*)?$/.test(text) && text.startsWith('PARLEY_')) return 'settings'
  return /^(?:docker|bench\/)/.test(bare) ? 'program' : 'shell'
}
