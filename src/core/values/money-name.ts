const REFUND = /^(?:refund|chargeback|rembours|reembols|rimbors|erstatt|rückerstatt|devoluc|terugbetal)/
const INSIDE_REFUND = /refund|charged?back|moneyback|clawback|credit(?:note|memo)|返金/
/** A refund that did not stay one. */
const NO_REFUND = /unrefund|(?:refund|chargeback)(?:cancel|revers|won)/
const REVERSED = /^(?:revers(?:al|ed)$|void(?:ed)?$|annul|revoked|rescinded)/
const RETURNED = /^(?:return(?:ed|s)?|retoure?n?)$/
/** A cancellation takes money back only if money was paid. */
const CANCELLED = /^(?:cancel|storn)/
const PAID =
  /^(?:order|purchase|sale|transaction|booking|reservation|ticket|charge|bestellung|buchung|commande|pedido|ordine|compra|achat)s?$/
const PAYMENT = /^(?:payments?|captures?|zahlung|paiement|pago)$/
/** These go on until they are cancelled. What was paid for them before stays paid. */
const RUNNING = /^(?:subscription|membership|contract|plan|abo|abonnement)s?$/
/** Who or what came back, or a step towards it, where no goods did. */
const NO_RETURN = /^(?:customers?|users?|visitors?|buyers?|site|app|label|to|by|from|approv|author)/

/** Not done, or not yet, or the same once more. */
const NOT_DONE = new RegExp(
  `^(?:${[
    ...['fail', 'declin', 'denied', 'reject', 'error', 'abandon', 'expir', 'pending', 'insufficient'],
    ...['incomplete', 'brows', 'search', 'click', 'impression', 'attempt', 'remind', 'overdue', 'unpaid'],
    ...['fraud', 'delet', 'disput', 'invalid', 'timeout', 'estimat', 'eligib', 'remov', 'bounc', 'downgrad'],
    ...['paus', 'churn', 'lost$', 'draft$', 'withdraw', 'not$', 'unsuccess', 'uncancel', 'hold$', 'due$'],
    ...['(?:view|add|select|drop|skip|block|uninstall)(?:s|ed|ped)?$'],
    ...['shipped$', 'shipment', 'delivered$', 'dispatched$', 'updated?$', 'edited$', 'fulfill?(?:ed|ment)$'],
  ].join('|')})`,
)
const NOT_YET = /^(?:request|schedul|initiat|start(?:ed)?$|policy|open(?:ed)?$)/
const BEGUN = /^(?:start(?:s|ed)?|begin|began|begun|initiat\w*)$/
const BOUGHT_LATER = /^(?:checkouts?|payments?|purchases?|orders?|transactions?|billing|trials?)$/
/** What holds things that may be bought one day, and what is worth something and not paid for. */
const NOT_BOUGHT =
  /^(?:cart|basket|bag|wishlist|favou?rite|coupon|voucher|point|reward|cashback|invoice|quote|alert|info)s?$/
const DONE = /^(?:purchas|complet|paid|bought|sold|success|succeed|order|convert|renew)/

// The same in names without separators, such as `paymentfailed`, where shorter words could be parts of others.
const INSIDE_NOT_DONE = /failed|failure|declined|abandon|expired|rejected|addtocart|removefromcart|overdue/
const JOINED =
  /^(orders?|purchases?|payments?|sales?|bookings?|reservations?|transactions?|subscriptions?|memberships?)(cancel|void|revers|return|updat|shipped|delivered)/

type Has = (words: RegExp) => boolean

/**
 * What the name of an event says of the money in it.
 * @returns refund: it was given back, all of it if the event has no amount. end: only an amount was given back, as in
 * `subscription_cancelled`. none: there was no purchase, as in `payment_failed` and `cart_abandoned`. Undefined: it may
 * be a purchase
 */
export function readMoneyName(name: string): 'refund' | 'end' | 'none' | undefined {
  const parts = wordsOf(name)
  const has: Has = words => parts.some(part => words.test(part))
  const plain = parts.join('')
  // A bank takes the money of a dispute.
  if (has(/^disput/)) return has(/^withdrawn$/) ? 'refund' : 'none'
  const isDone = !has(NOT_DONE) && !INSIDE_NOT_DONE.test(plain)
  const back = backOf(has, plain)
  if (back !== undefined) return isDone && !has(NOT_YET) ? back : 'none'
  const isPurchase = isDone && !(has(BEGUN) && has(BOUGHT_LATER)) && (!has(NOT_BOUGHT) || has(DONE))
  return isPurchase ? undefined : 'none'
}

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .flatMap(part => part.replace(JOINED, '$1 $2').split(' '))
    .filter(part => part !== '')

/** What comes back if it is done; undefined if nothing does. */
function backOf(has: Has, plain: string): ReturnType<typeof readMoneyName> {
  if (has(REFUND) || INSIDE_REFUND.test(plain)) return ofRefund(plain)
  if (has(RETURNED)) return has(NO_RETURN) ? 'none' : 'end'
  const isReversed = has(REVERSED)
  if (!isReversed && !has(CANCELLED)) return undefined
  if (has(RUNNING)) return 'end'
  if (has(PAID) || (isReversed && has(PAYMENT))) return 'refund'
  // The word alone may be of a purchase, and takes back what it says.
  return /^(?:revers(?:al|ed)|void(?:ed)?|cancel(?:l?ed|lation)?|storno)$/.test(plain) ? 'end' : 'none'
}

const ofRefund = (plain: string): 'refund' | 'none' | undefined =>
  /refundabl|nonrefund/.test(plain) ? undefined : NO_REFUND.test(plain) ? 'none' : 'refund'
