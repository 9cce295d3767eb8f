import { describe, expect, it } from 'vitest'
import { maskName } from './mask-name.ts'

describe('maskName', () => {
  it.each([
    ['maya@example.com', 'ma••@ex••.com'],
    ['a@b.c', '••@••.c'],
    ['first.last@mail.example.co.uk', 'fi••@ma••.uk'],
    ['u_5519', 'u_5••'],
    ['u1', 'u••'],
    ['x', '••'],
    ['me@localhost', 'm••@lo••'],
    ['名前です', '名前••'],
  ])('shows %s as %s', (name, masked) => {
    expect(maskName(name)).toBe(masked)
  })
})
