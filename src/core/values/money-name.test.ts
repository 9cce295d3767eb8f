import { describe, expect, it } from 'vitest'
import { readMoneyName } from './money-name.ts'

describe('the name of an event with money', () => {
  it.each([
    ...[
      'refund',
      'Refund',
      'refunded',
      'order_refunded',
      'Order Refunded',
      'orderRefunded',
      'ORDER_REFUNDED',
    ],
    ...[
      'orderrefunded',
      'charge.refunded',
      'refund.created',
      'partial_refund',
      'refund_issued',
      'purchase_refund',
    ],
    ...['chargeback', 'charge_back', 'Charge Back', 'chargedback', 'payment_chargeback', 'order_cancelled'],
    ...[
      'Order Canceled',
      'booking.cancelled',
      'subscription_refunded',
      'purchase_voided',
      'transaction_reversed',
    ],
    ...['cancel_order', 'sale_reversal', 'ordercancelled', 'purchasecanceled', 'payment_reversed'],
    ...['PAYMENT.CAPTURE.REVERSED', 'payment_voided', 'purchase_revoked', 'charge.dispute.funds_withdrawn'],
    ...['credit_note_created', 'Credit Memo', 'money_back', 'Bestellung storniert', 'Rückerstattung'],
    ...['remboursement', 'pedido_cancelado', 'commande_annulée', '返金', 'Order Cancelled and Refunded'],
  ])('"%s" takes money back', name => expect(readMoneyName(name)).toBe('refund'))

  it.each([
    ...['returned', 'order_returned', 'Item Returned', 'Return Completed', 'retoure', 'void', 'reversed'],
    ...['cancellation', 'subscriptioncancelled'],
    ...['subscription_cancelled', 'Membership Canceled', 'plan.cancelled', 'cancel_contract'],
  ])('"%s" takes back an amount, and nothing without one', name => expect(readMoneyName(name)).toBe('end'))

  it.each([
    ...[
      'payment_failed',
      'Payment Failed',
      'paymentFailed',
      'PAYMENT_FAILED',
      'paymentfailed',
      'purchase_failed',
    ],
    ...[
      'card_declined',
      'order_rejected',
      'payment_error',
      'cart_abandoned',
      'Cart Abandoned',
      'abandoned_cart',
    ],
    ...[
      'checkout_abandoned',
      'cartabandoned',
      'browse_abandonment',
      'add_to_cart',
      'addToCart',
      'Product Added',
    ],
    ...[
      'remove_from_cart',
      'Cart Viewed',
      'view_item',
      'product_viewed',
      'begin_checkout',
      'checkout_started',
    ],
    ...[
      'Checkout Started',
      'initiate_checkout',
      'payment_pending',
      'invoice_overdue',
      'subscription_expired',
    ],
    ...['added_to_wishlist', 'cart_updated', 'payment_cancelled', 'checkout_canceled', 'refund_requested'],
    ...[
      'refund_failed',
      'refund_declined',
      'charge.dispute.created',
      'order_on_hold',
      'payment_intent.payment_failed',
    ],
    ...[
      'refund_cancelled',
      'chargeback_reversed',
      'Chargeback Won',
      'return_requested',
      'return_label_created',
    ],
    ...[
      'User Returned',
      'returned_to_site',
      'appointment_cancelled',
      'payment_intent.canceled',
      'trial_started',
    ],
    ...['Order Shipped', 'Order Delivered', 'Fulfilled Order', 'Order Updated', 'order_not_completed'],
    ...['invoice_created', 'quote_requested', 'points_earned', 'coupon_applied', 'Payment Info Entered'],
    ...['charge.dispute.closed', 'order_uncancelled', 'payment_due', 'price_alert'],
  ])('"%s" is no purchase', name => expect(readMoneyName(name)).toBe('none'))

  it.each([
    ...[
      'purchase',
      'order_created',
      'Order Completed',
      'invoice.paid',
      'charge.succeeded',
      'first_order',
      'renewed',
    ],
    ...[
      'addon_purchased',
      'starter_plan_bought',
      'returning_customer_order',
      'cart_purchased',
      'donation',
      'deposit',
    ],
    ...[
      'address_book_sold',
      'subscription_started',
      'upgrade',
      'viewfinder_sale',
      'demo_requested',
      'payment',
      '',
    ],
    ...['non-refundable_purchase', 'refundable_booking', 'credit_card_payment', 'delivery_ordered'],
    ...['invoice.payment_succeeded', 'trial_converted', 'returning_user_purchase', 'gift_voucher_purchased'],
    ...['購入', 'checkout', 'selection_box_order', 'avoidance_fee', 'product_upsell'],
  ])('"%s" may be a purchase', name => expect(readMoneyName(name)).toBeUndefined())
})
