/** The columns of `events e` as a `StoredEvent` has them. */
export const STORED_EVENT = `e.id, e.request_id as "requestId", e.received_at as "receivedAt", coalesce(e.occurred_at, e.received_at) as at,
  e.platform, e.type, e.subtype, e.name, e.user_key as "userKey", e.email, e.message_id as "messageId", e.tracking_id as "trackingId",
  e.refs, e.machine, e.amount_minor as "amountMinor", e.currency, e.metrics, e.outcome, e.matched_by as "matchedBy", e.decision_id as "decisionId",
  e.lookback_hours as "lookbackHours"`
