import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEvent, type Event } from '../events/event.ts'
import { wholeItemsOf } from '../platforms/items.ts'
import type { Normalised } from '../platforms/platform.ts'
import { checkRules } from './check-rules.ts'
import { findRule } from './find-rule.ts'
import { mapItem } from './map-item.ts'
import { readPath } from './path.ts'
import type { MappingRule } from './rule.ts'

const named = (nativeEvent: string, name: string | null = null, platform = 'events') => ({
  platform,
  nativeEvent,
  name,
})

describe('findRule', () => {
  const rules: readonly MappingRule[] = [
    { event: 'Order *', type: 'custom' },
    { event: 'Order Completed', type: 'conversion' },
    { event: 'Order Co*', type: 'click' },
    { platform: 'segment', event: 'order *', type: 'ignored' },
    { platform: 'segment', event: 'order completed', type: 'open' },
  ]

  it('finds whole names in any case, of the platform or of the event', () => {
    expect(findRule(rules, named('ORDER completed'))).toBe(rules[1])
    expect(findRule(rules, named('track', 'order completed'))).toBe(rules[1])
    expect(findRule(rules, named('Order'))).toBeUndefined()
  })

  it('prefers whole names, then longer beginnings, then the platform, in whatever order the rules are', () => {
    const shuffled = fc.shuffledSubarray([...rules], { minLength: rules.length })
    fc.assert(
      fc.property(shuffled, list => {
        expect(findRule(list, named('Order Completed', null, 'segment'))).toBe(rules[4])
        expect(findRule(list, named('Order Confirmed', null, 'segment'))).toBe(rules[2])
        expect(findRule(list, named('Order Refunded', null, 'segment'))).toBe(rules[3])
        expect(findRule(list, named('Order Refunded', null, 'cio'))).toBe(rules[0])
      }),
    )
  })
})

describe('readPath', () => {
  it.each([
    [{ a: { b: [{ c: 1 }] } }, 'a.b.0.c', 1],
    [{ 'a.b': { c: 2 } }, 'a.b.c', 2],
    [{ 'a.b': 1, a: { b: 2 } }, 'a.b', 1],
    [{ a: { x: 1 }, 'a.b': { c: 3 } }, 'a.b.c', 3],
    [{ a: null }, 'a.b', undefined],
    [{}, 'constructor.name', undefined],
    ['text', 'length', undefined],
  ])('of %j, %s leads to %j', (value, path, expected) => {
    expect(readPath(value, path)).toBe(expected)
  })
})

describe('wholeItemsOf', () => {
  it('finds an item if its position is unambiguous', () => {
    expect(wholeItemsOf({ total: 1 }, 1)).toEqual([{ total: 1 }])
    expect(wholeItemsOf([{ a: 1 }, { a: 2 }], 2)).toEqual([{ a: 1 }, { a: 2 }])
    expect(wholeItemsOf({ batch: [{ a: 1 }] }, 1)).toEqual([{ a: 1 }])
    expect(wholeItemsOf({ events: [{ a: 1 }] }, 3)).toBeUndefined()
  })
})

describe('mapItem', () => {
  const map = (rule: MappingRule, known: Partial<Event>, body: unknown = {}) => {
    const event = createEvent({ type: 'custom', nativeEvent: 'Paid', name: 'Paid', userId: 'u1', ...known })
    const mapped = mapItem([rule], 'events', { outcome: 'event', event }, () => body)
    return mapped.event ?? event
  }
  const rule: MappingRule = { event: 'paid', type: 'conversion', name: 'purchase' }

  it('names the conversion, and leaves the rest as it was', () => {
    const known = { value: 5, currency: 'EUR', dedupeKey: 'k', properties: { plan: 'pro' } }
    expect(map(rule, known)).toEqual(
      createEvent({ type: 'conversion', nativeEvent: 'Paid', name: 'purchase', userId: 'u1', ...known }),
    )
  })

  it('takes the amount from the properties, else from the body, and from nowhere else', () => {
    const withField = { ...rule, revenue_field: 'order.total' }
    expect(map(withField, { value: 1, properties: { order: { total: '39.95' } } })).toMatchObject({
      value: 39.95,
    })
    expect(map(withField, { value: 1 }, { order: { total: 7 } })).toMatchObject({ value: 7 })
    expect(map(withField, { value: 1 }, { order: { total: 'much' } })).toMatchObject({ value: null })
  })

  it('counts no amount in a currency that is none', () => {
    const of = (currency_field: string, properties: object) =>
      map({ ...rule, currency_field }, { value: 3, currency: 'EUR', properties: { ...properties } })
    expect(of('JPY', {})).toMatchObject({ value: 3, currency: 'JPY' })
    expect(of('money', { money: 'chf' })).toMatchObject({ value: 3, currency: 'CHF' })
    expect(of('money', {})).toMatchObject({ value: 3, currency: 'EUR' })
    expect(of('money', { money: 'shells' })).toMatchObject({ value: null, currency: null })
  })

  it('leaves names, amounts and what happens once to conversions', () => {
    const known = { value: 5, currency: 'EUR', onceKey: 'order-1', subtype: 'x' }
    expect(map({ event: 'paid', type: 'open' }, { ...known, machine: true })).toMatchObject({
      ...{
        type: 'open',
        name: null,
        value: null,
        currency: null,
        onceKey: null,
        subtype: null,
        machine: true,
      },
    })
    expect(map({ event: 'paid', type: 'ignored' }, { machine: true })).toMatchObject({ machine: null })
  })

  it('names a conversion of the platform itself only when told to', () => {
    const known = { type: 'conversion', nativeEvent: 'email.converted', name: null } as const
    expect(map({ event: 'email.converted', type: 'conversion' }, known)).toMatchObject({ name: null })
    expect(map({ event: 'email.converted', type: 'conversion', name: 'goal' }, known)).toMatchObject({
      name: 'goal',
    })
  })

  it('makes an event of what the platform’s adapter does not know, and only of that', () => {
    const event = createEvent({ type: 'custom', nativeEvent: 'email.swiped', messageId: 'm1' })
    const unknown: Normalised = { outcome: 'rejected', reason: 'unknown-metric', fix: 'Update.', event }
    const swipe: MappingRule = { event: 'email.swiped', type: 'click' }
    expect(mapItem([swipe], 'cio', unknown, () => null)).toEqual({
      outcome: 'event',
      event: { ...event, type: 'click' },
    })
    expect(mapItem([rule], 'cio', unknown, () => null)).toBe(unknown)
    const nobody: Normalised = { outcome: 'rejected', reason: 'names-nobody', fix: 'Name somebody.' }
    expect(mapItem([{ event: 'e*', type: 'click' }], 'cio', nobody, () => null)).toBe(nobody)
  })

  it('does not change events that make Parley act', () => {
    const event = createEvent({ type: 'user_deletion', nativeEvent: 'delete', userId: 'u1' })
    const item: Normalised = { outcome: 'event', event }
    expect(mapItem([{ event: 'd*', type: 'ignored' }], 'segment', item, () => null)).toBe(item)
  })
})

describe('checkRules', () => {
  const platforms = ['cio', 'events']
  const faults = (...rules: MappingRule[]) => checkRules(rules, platforms)

  it('reports nothing for valid rules', () => {
    expect(
      faults(
        {
          event: 'Paid',
          type: 'conversion',
          name: 'purchase',
          revenue_field: 'a.0.b',
          currency_field: 'EUR',
        },
        { platform: 'cio', event: 'Paid', type: 'ignored' },
        { platform: null, event: 'Page*', type: 'custom', currency_field: 'money.code' },
      ),
    ).toEqual([])
  })

  it.each<[MappingRule, string, RegExp]>([
    [{ platform: 'mail', event: 'a', type: 'open' }, 'platform', /no platform "mail".*cio, events/],
    [{ event: 'a*b', type: 'open' }, 'event', /last character/],
    [{ event: '*', type: 'open' }, 'event', /only a \*/],
    [{ event: ' a', type: 'open' }, 'event', /blanks/],
    [{ event: 'a', type: 'opened' }, 'type', /no type "opened".*open/],
    [{ event: 'a', type: 'user_deletion' }, 'type', /no type/],
    [{ event: 'a', type: 'open', name: 'x' }, 'name', /not open/],
    [{ event: 'a', type: 'click', revenue_field: 'total' }, 'revenue_field', /not click/],
    [{ event: 'a', type: 'conversion', revenue_field: 'a..b' }, 'revenue_field', /single dots/],
    [{ event: 'a', type: 'conversion', revenue_field: '$.a' }, 'revenue_field', /single dots/],
    [{ event: 'a', type: 'conversion', revenue_field: 'a[0].b' }, 'revenue_field', /lines\.0\.price/],
    [{ event: 'a', type: 'conversion', currency_field: 'XQQ' }, 'currency_field', /no ISO 4217/],
  ])('of %j says what is wrong with %s', (rule, field, message) => {
    expect(faults({ event: 'fine', type: 'open' }, rule)).toEqual([
      { field: `/rules/1/${field}`, message: expect.stringMatching(message) },
    ])
  })

  it('finds rules for the same events', () => {
    const twice = faults({ event: 'Paid', type: 'open' }, { platform: null, event: 'PAID', type: 'click' })
    expect(twice).toEqual([{ field: '/rules/1/event', message: expect.stringContaining('number 1') }])
  })
})
