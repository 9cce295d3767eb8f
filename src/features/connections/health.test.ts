import { describe, expect, it } from 'vitest'
import { HOUR_MS } from '../../lib/duration.ts'
import { type CallHistory, type Failure, healthOf, NOTHING_YET } from './health.ts'

/** A Monday. */
const NOW = Date.parse('2026-03-16T12:00:00Z')

/** A platform that sends in those hours, counted back from now, of the last three weeks. */
function sender(sendsAt: (hour: Date) => boolean, silentForHours: number): CallHistory {
  const hours = Array.from({ length: 21 * 24 }, (_, ago) => new Date(NOW - (ago + 1) * HOUR_MS))
    .filter(hour => hour.getTime() + HOUR_MS <= NOW - silentForHours * HOUR_MS && sendsAt(hour))
    .reverse()
    .map(hour => ({ hour, received: 10, unreadable: 0, refused: 0 }))
  const [first, last] = [hours[0], hours.at(-1)]
  return {
    ...NOTHING_YET,
    wasUnderstood: true,
    firstReceivedAt: first?.hour ?? null,
    lastReceivedAt: last === undefined ? null : new Date(last.hour.getTime() + HOUR_MS - 1),
    lastCountedAt: last?.hour ?? null,
    hours,
  }
}

const statusOf = (history: CallHistory, at = NOW) => healthOf('Acme', history, new Date(at)).status

const always = () => true
const atOffice = (hour: Date) =>
  hour.getUTCHours() >= 8 && hour.getUTCHours() < 17 && hour.getUTCDay() % 6 !== 0
const everyMorning = (hour: Date) => hour.getUTCHours() === 6
const everyOtherDay = (hour: Date) => hour.getUTCHours() === 6 && hour.getUTCDate() % 2 === 0

describe('a platform', () => {
  it('whose calls are refused beside good ones is live, and both are said', () => {
    const good = sender(always, 0)
    const hours = good.hours.map((each, at) =>
      at === good.hours.length - 2 ? { ...each, refused: 60 } : each,
    )
    const { status, message } = healthOf('Acme', { ...good, hours }, new Date(NOW))
    expect(status).toBe('live')
    expect(message).toContain('refused 60 of 290 calls')
  })

  it('that sends all the time is quiet after two hours of silence', () => {
    expect(statusOf(sender(always, 0))).toBe('live')
    expect(statusOf(sender(always, 1))).toBe('live')
    expect(statusOf(sender(always, 2))).toBe('quiet')
    expect(healthOf('Acme', sender(always, 5), new Date(NOW)).message).toContain('for 5 hours')
  })

  it('that rests at night and at weekends is not quiet when it rests', () => {
    const atHour = (isoTime: string, silentHours = 0) => {
      const at = Date.parse(isoTime)
      const history = sender(hour => hour.getTime() < at && atOffice(hour), silentHours)
      return statusOf(history, at)
    }
    expect(atHour('2026-03-13T03:00:00Z')).toBe('live')
    expect(atHour('2026-03-14T12:00:00Z')).toBe('live')
    expect(atHour('2026-03-15T23:00:00Z')).toBe('live')
    expect(atHour('2026-03-16T08:30:00Z')).toBe('live')
    // Nothing since Friday: by Monday noon it should have come.
    expect(statusOf(sender(atOffice, 30), NOW)).toBe('quiet')
    // Nothing since eight this morning.
    expect(statusOf(sender(atOffice, 3), NOW)).toBe('quiet')
  })

  it('that sends once a day is quiet when a day was left out', () => {
    expect(statusOf(sender(everyMorning, 0))).toBe('live')
    expect(statusOf(sender(everyMorning, 7), NOW - 5 * HOUR_MS)).toBe('live')
    expect(statusOf(sender(everyMorning, 31), NOW + 6 * HOUR_MS)).toBe('quiet')
  })

  it('that sends at no regular times is not quiet the first time it rests', () => {
    // Campaigns on two days of the week before, on others of the week before that.
    const days = ['2026-03-10', '2026-03-12', '2026-03-04', '2026-02-27', '2026-02-26']
    const atCampaigns = (hour: Date) =>
      days.includes(hour.toISOString().slice(0, 10)) && hour.getUTCHours() >= 9 && hour.getUTCHours() < 15
    expect(statusOf(sender(atCampaigns, 0))).toBe('live')
    expect(statusOf(sender(atCampaigns, 0), NOW + 4 * 24 * HOUR_MS)).toBe('quiet')
  })

  it('known for a few days only is measured by the day before', () => {
    const lately = (hour: Date) => hour.getTime() >= NOW - 3 * 24 * HOUR_MS
    expect(statusOf(sender(lately, 1))).toBe('live')
    expect(statusOf(sender(lately, 2))).toBe('quiet')
    const atNoon = (hour: Date) => lately(hour) && hour.getUTCHours() === 11
    expect(statusOf(sender(atNoon, 0), NOW + 22 * HOUR_MS)).toBe('live')
  })

  it('that sends every other day is not quiet on the day between', () => {
    expect(statusOf(sender(everyOtherDay, 0))).toBe('live')
    expect(statusOf(sender(everyOtherDay, 0), NOW + 24 * HOUR_MS)).toBe('live')
    expect(statusOf(sender(everyOtherDay, 0), NOW + 5 * 24 * HOUR_MS)).toBe('quiet')
  })

  it('of which little is known is not quiet before a day has passed', () => {
    const tried = new Date(NOW - 20 * HOUR_MS)
    const hours = [{ hour: tried, received: 3, unreadable: 0, refused: 0 }]
    const history = {
      ...NOTHING_YET,
      wasUnderstood: true,
      firstReceivedAt: tried,
      lastReceivedAt: tried,
      hours,
    }
    expect(statusOf(history)).toBe('live')
    expect(statusOf(history, NOW + 5 * HOUR_MS)).toBe('quiet')
  })

  it('that has stopped long ago stays quiet when its hours are forgotten', () => {
    const history = { ...sender(always, 2), hours: [] }
    expect(statusOf(history, NOW + 90 * 24 * HOUR_MS)).toBe('quiet')
  })

  it('that never called has never been seen', () => {
    expect(healthOf('Acme', NOTHING_YET, new Date(NOW))).toMatchObject({
      status: 'never-seen',
      message: expect.stringContaining('Acme'),
    })
  })

  it.each<Failure>([
    'not-configured',
    'missing-credential',
    'bad-signature',
    'wrong-credential',
    'old-signature',
    'key-set-unavailable',
    'unreadable',
  ])('fails at once when its first call is %s, and says what to do', lastFailure => {
    const health = healthOf('Acme', { ...NOTHING_YET, failures: 1, lastFailure }, new Date(NOW))
    expect(health.status).toBe('failing')
    expect(health.message).toMatch(/^The last call from Acme, or in its name, failed: .+\. .+\.$/)
  })

  it('that works does not fail for a stray call, and fails when its latest calls all do', () => {
    const working = sender(always, 0)
    expect(statusOf({ ...working, failures: 2, lastFailure: 'bad-signature' })).toBe('live')
    expect(statusOf({ ...working, failures: 3, lastFailure: 'bad-signature' })).toBe('failing')
  })

  it('says so when it works but nothing ever counted', () => {
    const history = { ...sender(always, 0), lastCountedAt: null }
    expect(healthOf('Acme', history, new Date(NOW))).toMatchObject({
      status: 'live',
      message: expect.stringContaining('none has counted'),
    })
  })
})
