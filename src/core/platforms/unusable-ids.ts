import { storableText } from '../../lib/json.ts'
import { spell } from '../../lib/spell.ts'
import type { Event } from '../events/event.ts'
import { type IdKind, whyNone } from '../ids/none.ts'
import { spellAddress, spellUserId } from '../ids/spelling.ts'
import { type Unread, unread } from '../values/unread.ts'
import { isFields, readFieldsOrJson, readText } from './fields.ts'

/**
 * The fields of an item that are ids, as dotted paths, by what they are ids of. Case and underscores make no difference.
 * A name may end with *, which stands for any text. The items of a list need no name. A last name with [] may be a list
 * of ids.
 */
export type IdPaths = Partial<Readonly<Record<IdKind, readonly string[]>>>

/** Finds the ids of an item that are there and cannot be used, besides those that the event has as its ids. */
export type UnusableIds = (item: unknown, event: Event) => readonly Unread[]

interface Node {
  kind: IdKind | undefined
  isList: boolean
  readonly named: Map<string, Node>
  readonly beginning: Map<string, Node>
  /** The nodes of names as senders have written them. */
  readonly met: Map<string, Node | undefined>
}

const newNode = (): Node => ({
  ...{ kind: undefined, isList: false },
  ...{ named: new Map(), beginning: new Map(), met: new Map() },
})

// Senders write few names, and short ones. All others are looked up each time.
const MET_MAX = 256
const MET_LENGTH_MAX = 64

/** @param absent the platform's own words for no id */
export function unusableIds(paths: IdPaths, absent: readonly string[] = []): UnusableIds {
  const root = newNode()
  for (const [kind, ofKind] of Object.entries(paths) as [IdKind, readonly string[]][])
    for (const path of ofKind) addPath(root, path.split('.'), kind)
  return (item, event) => {
    const unread: Unread[] = []
    find(item, root, [], { isTold: text => isIdOf(event, text) || absent.includes(text), unread })
    return unread
  }
}

function addPath(node: Node, [name, ...rest]: readonly string[], kind: IdKind): void {
  if (name === undefined) {
    node.kind = kind
    return
  }
  const children = name.endsWith('*') ? node.beginning : node.named
  const key = plain(name.replace('*', '').replace('[]', ''))
  const child = children.get(key) ?? newNode()
  if (name.endsWith('[]')) child.isList = true
  children.set(key, child)
  addPath(child, rest, kind)
}

const plain = (name: string): string => name.toLowerCase().replace(/[_-]/g, '')

type IsTold = (text: string) => boolean

interface Search {
  readonly isTold: IsTold
  readonly unread: Unread[]
}

/** @param path to the value; changed during the search */
function find(value: unknown, node: Node, path: string[], search: Search): void {
  if (node.isList && Array.isArray(value)) {
    for (const item of value) find(item, { ...node, isList: false }, path, search)
    return
  }
  if (node.kind !== undefined && !isUsable(value, node.kind, search.isTold)) {
    search.unread.push(said(path, value))
    return
  }
  if (node.named.size === 0 && node.beginning.size === 0) return
  if (Array.isArray(value)) {
    for (const item of value) find(item, node, path, search)
    return
  }
  const fields = readFieldsOrJson(value)
  for (const name of Object.keys(fields)) {
    const child = childOf(node, name)
    if (child === undefined) continue
    path.push(name)
    find(fields[name], child, path, search)
    path.pop()
  }
}

function childOf(node: Node, name: string): Node | undefined {
  const met = node.met.get(name)
  if (met !== undefined || node.met.has(name)) return met
  const child = searchChild(node, plain(name))
  if (node.met.size < MET_MAX && name.length <= MET_LENGTH_MAX) node.met.set(name, child)
  return child
}

function searchChild({ named, beginning }: Node, name: string): Node | undefined {
  const child = named.get(name)
  if (child !== undefined) return child
  for (const [start, each] of beginning) if (name.startsWith(start)) return each
  return undefined
}

function isUsable(value: unknown, kind: IdKind, isTold: IsTold): boolean {
  if (value === undefined || value === null) return true
  if (typeof value === 'boolean') return false
  if (typeof value === 'object') return isFields(value) ? Object.keys(value).length === 0 : isEmptyList(value)
  const text = readText(value)
  if (text === null) return typeof value === 'string' && spell(value) === ''
  const spelled = spelledOf(text, kind)
  return isTold(spelled) || whyNone(spelled, kind) === undefined
}

const isEmptyList = (value: object): boolean => Array.isArray(value) && value.length === 0

function spelledOf(text: string, kind: IdKind): string {
  if (kind === 'address') return spellAddress(text)
  return kind === 'person' ? spellUserId(text) : text
}

const said = (path: readonly string[], value: unknown): Unread =>
  unread('id', storableText(path.join('.')), value)

const isIdOf = (event: Event, text: string): boolean => IDS.some(name => event[name] === text)

const IDS = [
  ...(['userId', 'email', 'trackingId', 'messageId', 'decisionId', 'copyId'] as const),
  ...(['campaignId', 'templateRef', 'dedupeKey'] as const),
]
