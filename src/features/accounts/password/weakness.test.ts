import { describe, expect, it } from 'vitest'
import { weaknessOf } from './weakness.ts'

const ABOUT = ['jana.kovarova@example.com', 'Jana Kovářová', 'Acme Coffee']

describe('a password', () => {
  it.each([
    ['short one', 'shortone', '8 characters'],
    ['eleven characters of several bytes', '🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎', '11 characters'],
    ['empty', '', '0 characters'],
    ['the same character', 'aaaaaaaaaaaaaaaa', 'repeats'],
    ['a repeated word', 'abcabcabcabcabc', 'repeats'],
    ['the alphabet', 'abcdefghijklmn', 'alphabet'],
    ['digits', '123456789012', 'alphabet'],
    ['a row of keys', 'qwertyuiopas', 'keyboard'],
    ['a row of keys backwards', 'lkjhgfdsapoi', 'keyboard'],
    ['a common word with digits', 'password1234', 'common'],
    ['a common word in disguise', 'P@ssw0rd!2026', 'common'],
    ['a common word in brackets', '(Welcome)2026!!', 'common'],
    ['a common phrase', 'correcthorsebatterystaple', 'common'],
    ['the name of the product', 'Parley-2026-2027', 'common'],
    ['the address', 'jana.kovarova@example.com', 'address'],
    ['the name with digits', 'jana-kovarova-19', 'address'],
    ['the organisation', 'AcmeCoffee2026', 'name'],
  ])('that is %s is refused', (_what, password, why) => {
    expect(weaknessOf(password, ABOUT)).toContain(why)
  })

  it.each([
    'seven wet umbrellas',
    'kx8#q!vP2mzL',
    'ночь улица фонарь аптека',
    'my password is not this one',
    'jana likes green trains',
  ])('such as "%s" is taken', password => {
    expect(weaknessOf(password, ABOUT)).toBeUndefined()
  })
})
