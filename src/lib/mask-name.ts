/**
 * A user id or address of which a reader without the permission sees only the beginning: `ma••@ex••.com`, `u_5••`.
 * At most half of a part is shown, so that a short name is not told by its mask.
 */
export function maskName(name: string): string {
  const at = name.lastIndexOf('@')
  if (at < 0) return cut(name, 3)
  const domain = name.slice(at + 1)
  const dot = domain.lastIndexOf('.')
  const end = dot > 0 ? domain.slice(dot) : ''
  return `${cut(name.slice(0, at), 2)}@${cut(dot > 0 ? domain.slice(0, dot) : domain, 2)}${end}`
}

function cut(text: string, most: number): string {
  const characters = [...text]
  return `${characters.slice(0, Math.min(most, Math.floor(characters.length / 2))).join('')}••`
}
