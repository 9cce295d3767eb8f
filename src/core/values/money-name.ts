// A word is what separators or capitals mark off: `orderRefunded` is order and refunded.
const REFUND = /^(?:refund|chargeback|revers(?:al|ed)$|void(?:ed)?$|cancel|annul)/
/** A cancellation takes money back only if money was paid. */
const PAID = /^(?:order|purchase|sale|transaction|booking|reservation|ticket|charge)s?$/
/** These go on until they are cancelled. What was paid for them before stays paid. */
const RUNNING = /^(?:subscription|membership|contract|plan)s?$/
/** Not done, or not yet. */
const NOT_DONE = new RegExp(
  `^(?:${[
    ...[
      'fail',
      'declin',
      'denied',
      'reject',
      'error',
      'abandon',
      'expir',
      'pending',
      'insufficient',
      'incomplete',
    ],
    ...['brows', 'search', 'click', 'impression', 'attempt', 'remind', 'overdue', 'unpaid', 'fraud', 'delet'],
    ...['disput', 'invalid', 'timeout', 'estimat', 'eligib', 'remov', 'bounc', 'downgrad', 'paus', 'churn'],
    ...['(?:view|add|select|drop|skip|block|return|uninstall)(?:s|ed|ped)?$', 'lost$', 'draft$', 'withdraw'],
  ].join('|')})`,
)
const NOT_DONE_REFUND = /^(?:request|schedul|initiat|start(?:ed)?$|policy|open(?:ed)?$)/
const BEGUN = /^(?:start(?:s|ed)?|begin|began|begun|initiat\w*)$/
const BOUGHT_LATER = /^(?:checkouts?|payments?|purchases?|orders?|transactions?|billing)$/
/** Things that hold what may be bought one day. */
const NOT_BOUGHT = /^(?:cart|basket|bag|wishlist|favou?rite)s?$/
const DONE = /^(?:purchas|complet|paid|bought|sold|success|succeed|order|convert|renew)/

// The same in names without separators, such as `paymentfailed`, where shorter words could be parts of others.
const INSIDE_REFUND = /refund|charged?back/
const INSIDE_NOT_DONE = /failed|failure|declined|abandon|expired|rejected|addtocart|removefromcart|overdue/

/**
 * What the name of an event says of the money in it.
 * @returns refund: it was given back, all of it if the event has no amount. end: only an amount was given back, as in
 * `subscription_cancelled`. none: there was no purchase, as in `payment_failed` and `cart_abandoned`. Undefined: it may
 * be a purchase
 */
export function readMoneyName(name: string): 'refund' | 'end' | 'none' | undefined {
  const parts = name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
  const has = (words: RegExp): boolean => parts.some(part => words.test(part))
  const plain = parts.join('')
  const isDone = !has(NOT_DONE) && !INSIDE_NOT_DONE.test(plain)
  const isRefund = INSIDE_REFUND.test(plain)
  if (isRefund || has(REFUND)) return isDone && !has(NOT_DONE_REFUND) ? givenBack(isRefund, has) : 'none'
  const isPurchase = isDone && !(has(BEGUN) && has(BOUGHT_LATER)) && (!has(NOT_BOUGHT) || has(DONE))
  return isPurchase ? undefined : 'none'
}

function givenBack(isRefund: boolean, has: (words: RegExp) => boolean): 'refund' | 'end' | 'none' {
  if (isRefund) return 'refund'
  if (has(RUNNING)) return 'end'
  return has(PAID) ? 'refund' : 'none'
}
