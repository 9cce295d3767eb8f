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
}

const newNode = (): Node => ({ kind: undefined, isList: false, named: new Map(), beginning: new Map() })

/** @param absent the platform's own words for no id */
export function unusableIds(paths: IdPaths, absent: readonly string[] = []): UnusableIds {
  const root = newNode()
  for (const [kind, ofKind] of Object.entries(paths) as [IdKind, readonly string[]][])
    for (const path of ofKind) addPath(root, path.split('.'), kind)
  return (item, event) => {
    const told = new Set(idsOf(event))
    return found(item, root, [], text => told.has(text) || absent.includes(text))
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

function found(value: unknown, node: Node, path: readonly string[], isTold: IsTold): readonly Unread[] {
  if (node.isList && Array.isArray(value))
    return value.flatMap((item: unknown) => found(item, { ...node, isList: false }, path, isTold))
  const own = node.kind === undefined || isUsable(value, node.kind, isTold) ? [] : [said(path, value)]
  if (own.length > 0 || (node.named.size === 0 && node.beginning.size === 0)) return own
  if (Array.isArray(value)) return value.flatMap((item: unknown) => found(item, node, path, isTold))
  return Object.entries(readFieldsOrJson(value)).flatMap(([name, inner]) => {
    const child = childOf(node, plain(name))
    return child === undefined ? [] : found(inner, child, [...path, name], isTold)
  })
}

function childOf({ named, beginning }: Node, name: string): Node | undefined {
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

const idsOf = ({ userId, email, trackingId, messageId, decisionId, copyId, ...event }: Event) =>
  [
    ...[userId, email, trackingId, messageId, decisionId, copyId],
    ...[event.campaignId, event.templateRef, event.dedupeKey],
  ].filter(id => id !== null)
