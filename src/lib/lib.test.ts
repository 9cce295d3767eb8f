import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { backoffMs } from './backoff.ts'
import { hashToUnit } from './hash.ts'
import { createId, isId, timeOfId } from './id.ts'
import { JSON_DEPTH_MAX, readJson } from './json.ts'
import { startLoop } from './loop.ts'
import { fromMinorUnits, readCurrency, toMinorUnits } from './money.ts'
import { createRecent } from './recent.ts'
import { equalDigests, equalInConstantTime, hmacSha256Hex } from './signature.ts'
import { LATE, within } from './within.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('an id', () => {
  it('carries its time, sorts by it, and is a UUID', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 48 - 1 }),
        fc.integer({ min: 0, max: 2 ** 48 - 1 }),
        (left, right) => {
          const [a, b] = [createId(left), createId(right)]
          expect([timeOfId(a).getTime(), isId(a)]).toEqual([left, true])
          if (left < right) expect(a < b).toBe(true)
        },
      ),
    )
    expect(new Set(Array.from({ length: 10_000 }, () => createId(0))).size).toBe(10_000)
  })
})

describe('a hash to the unit interval', () => {
  it('is even, stable, and tells apart where parts begin', () => {
    const units = Array.from({ length: 20_000 }, (_, number) => hashToUnit('salt', String(number)))
    expect(units.every(unit => unit >= 0 && unit < 1)).toBe(true)
    for (const tenth of [0, 0.1, 0.5, 0.9]) {
      const share = units.filter(unit => unit >= tenth && unit < tenth + 0.1).length / units.length
      expect(Math.abs(share - 0.1)).toBeLessThan(0.01)
    }
    expect(hashToUnit('a', 'b')).toBe(hashToUnit('a', 'b'))
    expect(hashToUnit('ab', 'c')).not.toBe(hashToUnit('a', 'bc'))
  })
})

/** A whole number beyond the range of exact numbers is read as text. */
const withDigits = (value: unknown): unknown =>
  typeof value === 'number' && /^-?\d+$/.test(String(value)) && !Number.isSafeInteger(value)
    ? String(value)
    : value

describe('JSON from outside', () => {
  it('is read like any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), value => {
        const text = JSON.stringify(value)
        const read = readJson(bytes(text))
        if (!/__proto__/.test(text))
          expect(read.ok && JSON.stringify(read.value)).toBe(
            JSON.stringify(
              JSON.parse(text.replace(/\\u0000/g, '\\ufffd'), (_, item) => withDigits(item)),
            ).toWellFormed(),
          )
      }),
    )
  })

  it('is refused with the reason when it is none', () => {
    const reason = (given: Uint8Array) => {
      const read = readJson(given)
      return read.ok ? 'ok' : read.reason
    }
    expect(
      [bytes(''), Uint8Array.of(0xff), bytes('{'), bytes('['.repeat(JSON_DEPTH_MAX + 1))].map(reason),
    ).toEqual(['empty', 'not-utf8', 'not-json', 'too-deep'])
    expect(reason(bytes(`${'['.repeat(JSON_DEPTH_MAX)}${']'.repeat(JSON_DEPTH_MAX)}`))).toBe('ok')
    expect(reason(bytes(JSON.stringify('['.repeat(100))))).toBe('ok')
  })

  it('keeps every digit of whole numbers', () => {
    const whole = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n })
    fc.assert(
      fc.property(
        whole,
        fc.constantFrom('%', '{"id":%}', '[1.5,%, -2e3 ,%]', '{"a":"%","b": [ %\n]}'),
        (number, form) => {
          const read = readJson(bytes(form.replaceAll('%', String(number))))
          const shown = JSON.stringify(read.ok ? read.value : null)
          expect(shown.replaceAll('"', '')).toContain(String(number))
        },
      ),
    )
  })

  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['-1524831183200260097', '-1524831183200260097'],
    ['1524831183200260097.5', Number('1524831183200260097.5')],
    ['0.12345678901234567890', Number('0.12345678901234567890')],
    ['1e-00000000000000000001', 0.1],
    ['12345678901234567890e2', Number('12345678901234567890e2')],
    ['"12345678901234567890"', '12345678901234567890'],
    ['{"12345678901234567890":1}', { '12345678901234567890': 1 }],
  ])('reads %s as it is', (text, value) => expect(readJson(bytes(text))).toEqual({ ok: true, value }))

  it.each(['012345678901234567890', '--12345678901234567890', '1 12345678901234567890', '-'])(
    'does not read %s',
    text => expect(readJson(bytes(text)).ok).toBe(false),
  )

  it('loses what PostgreSQL cannot hold, and what would poison prototypes', () => {
    const read = readJson(
      bytes('{"a\\u0000":"\\ud800x","__proto__":{"admin":true},"emoji":"\\ud83d\\ude00"}'),
    )
    expect(read).toEqual({ ok: true, value: { 'a\ufffd': '\ufffdx', emoji: '😀' } })
  })
})

describe('money', () => {
  it('is whole minor units of its currency', () => {
    expect([
      toMinorUnits(39.95, 'USD', {}),
      toMinorUnits(1.005, 'USD', {}),
      toMinorUnits(500, 'JPY', {}),
      toMinorUnits(1.2345, 'KWD', {}),
    ]).toEqual([3995, 101, 500, 1235])
    expect([toMinorUnits(1e15, 'USD', {}), toMinorUnits(Number.NaN, 'USD', {})]).toEqual([null, null])
    expect([fromMinorUnits(3995, 'USD', {}), fromMinorUnits(500, 'JPY', {})]).toEqual([39.95, 500])
    expect([readCurrency(' usd '), readCurrency('dollars'), readCurrency(7)]).toEqual(['USD', null, null])
  })

  it('comes back as it went', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), minor => {
        expect(toMinorUnits(fromMinorUnits(minor, 'USD', {}), 'USD', {})).toBe(minor)
      }),
    )
  })
})

it('signatures follow RFC 4231, test case 2', () => {
  expect(hmacSha256Hex('Jefe', 'what do ya want ', bytes('for nothing?'))).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
  expect([
    equalInConstantTime('a', 'a'),
    equalInConstantTime('a', 'b'),
    equalInConstantTime('a', 'aa'),
  ]).toEqual([true, false, false])
  expect([
    equalDigests('ab', 'ab'),
    equalDigests('ab', 'aé'),
    equalDigests('ab', 'a'),
    equalDigests('é', 'e'),
  ]).toEqual([true, false, false, false])
})

it('delays double up to their bound', () => {
  expect([0, 1, 2, 20].map(failures => backoffMs(failures, 100, 1_000))).toEqual([100, 200, 400, 1_000])
})

describe('a loop', () => {
  it('works, waits, wakes when told, survives failures, and stops', async () => {
    let rounds = 0
    const errors: unknown[] = []
    const work = async () => {
      rounds++
      if (rounds === 2) throw new Error('once')
      return rounds === 1 ? 0 : 60_000
    }
    const loop = startLoop(work, error => {
      errors.push(error)
      return 1
    })
    await expect.poll(() => rounds, { interval: 2 }).toBe(3)
    expect(errors).toHaveLength(1)
    loop.wake()
    await expect.poll(() => rounds, { interval: 2 }).toBe(4)
    await loop.stop()
    loop.wake()
    await new Promise(resolve => setTimeout(resolve, 10))
    expect(rounds).toBe(4)
  })
})

it('recently used entries are kept, and the rest is dropped', () => {
  const recent = createRecent<number>(100)
  for (let number = 0; number < 1_000; number++) recent.set(`key ${number}`, number)
  const known = Array.from({ length: 1_000 }, (_, number) => recent.get(`key ${number}`)).filter(
    value => value !== undefined,
  )
  expect(known.slice(-100)).toEqual(Array.from({ length: 100 }, (_, number) => 900 + number))
  expect(known.length).toBeLessThanOrEqual(200)
})

describe('waiting within a time', () => {
  const given = <Value>(ms: number, value: Value) =>
    new Promise<Value>(resolve => setTimeout(() => resolve(value), ms))

  it('returns results in time and reports late ones, each from its own start', async () => {
    vi.useFakeTimers()
    const told: unknown[] = []
    const tell = (name: string, answer: Promise<unknown>) =>
      void answer.then(value => told.push([name, value]))
    tell('first', within(new Promise(() => {}), 60))
    tell(
      'second',
      given(30, undefined).then(() => within(given(45, 'in time'), 60)),
    )
    tell(
      'third',
      given(35, undefined).then(() => within(new Promise(() => {}), 60)),
    )
    const toldAt = async (ms: number) => {
      await vi.advanceTimersByTimeAsync(ms - Date.now())
      return told.splice(0)
    }
    vi.setSystemTime(0)
    expect(await toldAt(59)).toEqual([])
    expect(await toldAt(60)).toEqual([['first', LATE]])
    expect(await toldAt(94)).toEqual([['second', 'in time']])
    expect(await toldAt(95)).toEqual([['third', LATE]])
    vi.useRealTimers()
  })

  it('passes failures on, and begins anew after a rest', async () => {
    await expect(within(Promise.reject(new Error('no')), 20)).rejects.toThrow('no')
    await given(50, undefined)
    expect(await within(given(1, 'yes'), 20)).toBe('yes')
    expect(await within(new Promise(() => {}), 20)).toBe(LATE)
  })
})
