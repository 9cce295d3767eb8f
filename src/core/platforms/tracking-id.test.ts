import { expect, it } from 'vitest'
import { trackingIdOfFields, trackingIdOfMailHeaders, trackingIdOfUrl } from './tracking-id.ts'

it.each([
  ['https://shop.example.com/renew?trk=t-1', 't-1'],
  ['https://shop.example.com?promo=NEW&tracking_id=t%2F1#part', 't/1'],
  ['https://shop.example.com/?a=b&amp;jw_tracking_id=t-1', 't-1'],
  ['exampleapp://offer/2?parley_tracking_id=t-1&trk=other', 't-1'],
  ['/relative?trk=t-1', 't-1'],
  ['https://shop.example.com/?trk=&tracking_id=t-1', 't-1'],
])('finds the tracking id in %s', (url, id) => expect(trackingIdOfUrl(url)).toBe(id))

it.each([
  'https://shop.example.com/',
  'https://shop.example.com/#?trk=t-1',
  '?trk=',
  '?strk=t-1',
  '',
  7,
  null,
])('finds none in %s', url => expect(trackingIdOfUrl(url)).toBeNull())

it('finds the tracking id in mail headers of any spelling', () => {
  expect(trackingIdOfMailHeaders({ 'X-Tracking-Id': ['t-1'] })).toBe('t-1')
  expect(trackingIdOfMailHeaders({ 'x-tracking-ID': 't-2', 'X-Parley-Tracking-Id': ['', 't-1'] })).toBe('t-1')
  expect(trackingIdOfMailHeaders({ 'X-Other': ['t-1'] })).toBeNull()
  expect(trackingIdOfMailHeaders(['X-Tracking-Id'])).toBeNull()
})

it('finds the tracking id in what was attached to a message', () => {
  expect(trackingIdOfFields({ tracking_id: 7 })).toBe('7')
  expect(trackingIdOfFields({ order_id: 'o' })).toBeNull()
  expect(trackingIdOfFields('tracking_id')).toBeNull()
})
