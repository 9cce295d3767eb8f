import { describe, expect, it } from 'vitest'
import { isConversionName, readMessageEvent } from './event-name.ts'

describe('the name of an event', () => {
  it.each([
    ['emailSend', 'send', 'email'],
    ['sent', 'send', null],
    ['Email Delivered', 'delivery', 'email'],
    ['email_open', 'open', 'email'],
    ['OPEN', 'open', null],
    ['push-notification-opened', 'open', 'push'],
    ['sms.clicked', 'click', 'sms'],
    ['inapp_click', 'click', 'in_app'],
    ['in_app_message_clicked', 'click', 'in_app'],
    ['webPushClick', 'click', 'web_push'],
    ['whatsapp_delivered', 'delivery', 'whatsapp'],
    ['unsubscribe', 'unsubscribe', null],
    ['email_unsubscribed', 'unsubscribe', 'email'],
    ['email_subscribe', 'subscribe', 'email'],
    ['bounce', 'bounce', null],
    ['complaint', 'complaint', null],
    ['emailSendSkip', 'dropped', 'email'],
    ['sms_failed', 'failed', 'sms'],
  ])('%s is about a message: %s of %s', (name, type, channel) => {
    expect(readMessageEvent(name)).toEqual({ type, subtype: null, channel })
  })

  it('tells an impression from an open', () => {
    expect(readMessageEvent('impression')).toEqual({ type: 'open', subtype: 'impression', channel: null })
  })

  it.each(['subscribed', 'failed', 'payment_failed', 'email', 'purchase', 'constructor', '', '購入'])(
    '"%s" is not about a message',
    name => {
      expect(readMessageEvent(name)).toBeUndefined()
    },
  )

  it.each([
    'purchase',
    'Order Completed',
    'order_completed',
    'Checkout Completed',
    'conversion',
    'Converted',
    'sign_up',
    'Signed Up',
    'Trial Started',
    'subscription-started',
  ])('"%s" is a conversion', name => {
    expect(isConversionName(name)).toBe(true)
  })

  it.each(['page_viewed', 'signup_page_viewed', 'toString'])('"%s" is no conversion', name => {
    expect(isConversionName(name)).toBe(false)
  })
})
