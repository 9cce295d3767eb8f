import { type Context, type Emitter, evalToken, TablerowTag, TypeGuards } from 'liquidjs'
import { countSteps } from './steps.ts'

/** Writes a table as Ruby does, with its line breaks. The engine's own tag copies the collection without a limit. */
export class CountedTablerow extends TablerowTag {
  override *render(context: Context, output: Emitter): Generator<unknown, void, unknown> {
    const collection: unknown = yield evalToken(this.collection, context)
    if (collection === undefined || collection === null) return
    if (!TypeGuards.isRangeToken(this.collection)) countSteps(context, lengthOf(collection))
    const given: unknown = yield this.args.render(context)
    const { offset, limit, cols } = settingsIn(given)
    const all = itemsOf(collection)
    const items = all.slice(offset, limit === undefined ? undefined : offset + limit)
    const columns = cols || items.length
    output.write('<tr class="row1">\n')
    for (const [at, item] of items.entries()) {
      const tablerowloop = loopAt(at, items.length, columns)
      const { col, row, col_last, last } = tablerowloop
      context.push({ tablerowloop, [this.variable]: item })
      output.write(`<td class="col${col}">`)
      yield this.liquid.renderer.renderTemplates(this.templates, context, output)
      output.write('</td>')
      context.pop()
      if (col_last && !last) output.write(`</tr>\n<tr class="row${row + 1}">`)
    }
    output.write('</tr>\n')
  }
}

const lengthOf = (collection: unknown): number =>
  typeof collection === 'object' && collection !== null ? Object.keys(collection).length : 0

function itemsOf(collection: unknown): readonly unknown[] {
  if (Array.isArray(collection)) return collection
  if (typeof collection === 'object' && collection !== null) return Object.entries(collection)
  return collection === '' || collection === false ? [] : [collection]
}

interface Settings {
  readonly offset: number
  readonly limit: number | undefined
  readonly cols: number
}

function settingsIn(given: unknown): Settings {
  const read = (name: string): number | undefined => {
    const value: unknown = typeof given === 'object' && given !== null ? Reflect.get(given, name) : undefined
    return value === undefined || value === null ? undefined : Math.max(Math.trunc(Number(value)) || 0, 0)
  }
  return { offset: read('offset') ?? 0, limit: read('limit'), cols: read('cols') ?? 0 }
}

/** What the copy can read about the cell. */
const loopAt = (at: number, length: number, columns: number) => ({
  length,
  index: at + 1,
  index0: at,
  rindex: length - at,
  rindex0: length - at - 1,
  first: at === 0,
  last: at === length - 1,
  col: (at % columns) + 1,
  col0: at % columns,
  col_first: at % columns === 0,
  col_last: at % columns === columns - 1,
  row: Math.floor(at / columns) + 1,
})
