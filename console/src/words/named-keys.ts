/** What tells a stored secret from others. The server shows its end only if it is long enough. */
export const endInWords = (lastFour: string | null): string => (lastFour === null ? '…' : `…${lastFour}`)

const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/i

/** Why a key cannot be added under a name; undefined if it can. The server would replace the key of a name in use. */
export function nameFault(name: string, taken: readonly string[]): string | undefined {
  if (name === '') return 'Give the key a name, such as that of its workspace.'
  if (!NAME.test(name))
    return 'Use up to 40 letters a to z, digits, hyphens and underscores. Begin with a letter or a digit.'
  const used = taken.find(each => each.toLowerCase() === name.toLowerCase())
  return used === undefined
    ? undefined
    : `There is a key named ${used}. Choose another name, or remove that key first.`
}
