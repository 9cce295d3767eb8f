/** A piece of two texts: in both, only in the earlier one, or only in the later one. */
export interface DiffPart {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

/** Larger tables are not made: the middle of such texts counts as replaced. */
const CELLS_MAX = 1_000_000

// A Liquid insertion or tag is one word, so that it is never cut.
const WORD = /\{\{.*?\}\}|\{%.*?%\}|\s+|[\p{L}\p{N}_]+|./gsu

/**
 * The difference between two texts, word by word. The parts that are the same or removed are the earlier text; the
 * parts that are the same or added are the later one.
 */
export function diffWords(before: string, after: string): readonly DiffPart[] {
  const from = before.match(WORD) ?? []
  const to = after.match(WORD) ?? []
  const shared = Math.min(from.length, to.length)
  let start = 0
  while (start < shared && from[start] === to[start]) start++
  let end = 0
  while (end < shared - start && from.at(-1 - end) === to.at(-1 - end)) end++
  const middle = diffMiddle(from.slice(start, from.length - end), to.slice(start, to.length - end))
  return join([...from.slice(0, start).map(asSame), ...middle, ...from.slice(from.length - end).map(asSame)])
}

const asSame = (text: string): DiffPart => ({ kind: 'same', text })
const asRemoved = (text: string): DiffPart => ({ kind: 'removed', text })
const asAdded = (text: string): DiffPart => ({ kind: 'added', text })

/** Walks along a longest common subsequence. */
function diffMiddle(from: readonly string[], to: readonly string[]): readonly DiffPart[] {
  if (from.length * to.length > CELLS_MAX) return [...from.map(asRemoved), ...to.map(asAdded)]
  const lengths = commonLengths(from, to)
  const parts: DiffPart[] = []
  let [row, column] = [0, 0]
  for (;;) {
    const [old, fresh] = [from[row], to[column]]
    if (old === undefined || fresh === undefined) break
    if (old === fresh) {
      parts.push(asSame(old))
      row++
      column++
    } else if (at(lengths, row + 1, column) >= at(lengths, row, column + 1)) {
      parts.push(asRemoved(old))
      row++
    } else {
      parts.push(asAdded(fresh))
      column++
    }
  }
  return [...parts, ...from.slice(row).map(asRemoved), ...to.slice(column).map(asAdded)]
}

/** For each pair of places, the length of the longest common subsequence of what follows. */
function commonLengths(from: readonly string[], to: readonly string[]): readonly Uint32Array[] {
  const lengths = Array.from({ length: from.length + 1 }, () => new Uint32Array(to.length + 1))
  for (let row = from.length - 1; row >= 0; row--) {
    for (let column = to.length - 1; column >= 0; column--) {
      const here = lengths[row]
      if (here === undefined) continue
      here[column] =
        from[row] === to[column]
          ? at(lengths, row + 1, column + 1) + 1
          : Math.max(at(lengths, row + 1, column), at(lengths, row, column + 1))
    }
  }
  return lengths
}

const at = (lengths: readonly Uint32Array[], row: number, column: number): number =>
  lengths[row]?.[column] ?? 0

/** A stretch of both texts: what they share, or what stands in each instead. */
interface Stretch {
  same: string
  removed: string
  added: string
}

/** Neighbours of one kind become one part. Words replaced in a row are one replacement, with the space between them. */
function join(parts: readonly DiffPart[]): readonly DiffPart[] {
  const stretches: Stretch[] = []
  for (const { kind, text } of parts) {
    const last = stretches.at(-1)
    if (last && (last.same === '') === (kind !== 'same')) last[kind] += text
    else stretches.push({ same: '', removed: '', added: '', [kind]: text })
  }
  return mergeReplaced(stretches).flatMap(({ same, removed, added }) =>
    [asSame(same), asRemoved(removed), asAdded(added)].filter(({ text }) => text !== ''),
  )
}

function mergeReplaced(stretches: readonly Stretch[]): readonly Stretch[] {
  const merged: Stretch[] = []
  for (const stretch of stretches) {
    const [before, space] = merged.slice(-2)
    if (before && space && isReplaced(before) && isReplaced(stretch) && /^\s+$/.test(space.same)) {
      before.removed += space.same + stretch.removed
      before.added += space.same + stretch.added
      merged.pop()
    } else merged.push({ ...stretch })
  }
  return merged
}

const isReplaced = ({ removed, added }: Stretch): boolean => removed !== '' && added !== ''
