const MASK = '…'

/**
 * The text without these names of a person, in any case. A name counts only as a whole: `ann` is not in `channel`.
 * The same text if it has none of them.
 */
export function maskNames(text: string, names: readonly string[]): string {
  return names
    .filter(name => name !== '')
    .toSorted((left, right) => right.length - left.length)
    .reduce((masked, name) => masked.replace(wholeName(name), MASK), text)
}

const wholeName = (name: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, 'giu')

const escaped = (text: string): string =>
  text.replace(/[\\^$.*+?()[\]{}|/-]/g, found => (found === '-' ? '\\x2d' : `\\${found}`))
