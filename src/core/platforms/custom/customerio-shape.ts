import { type Fields, firstText, isFields, readFields, readText } from '../fields.ts'

/**
 * A report of Customer.io's reporting webhooks, or of a program that copies their form, as a custom event; any other
 * event unchanged. Such reports come here where a workspace cannot sign them for Parley, such as behind a relay.
 */
export function fromCustomerio(item: Fields): Fields {
  const { object_type, metric, data, ...others } = item
  const object = readText(object_type)?.toLowerCase()
  const name = readText(metric)?.toLowerCase()
  if (object === undefined || name === undefined || !isFields(data)) return item
  const { identifiers, customer_id, delivery_id, action_id, recipient, ...details } = data
  const ids = readFields(identifiers)
  const isOfPerson = object === 'customer' || name === 'converted'
  return {
    ...others,
    event: isOfPerson ? name : `${object}_${name}`,
    ...(object !== 'customer' && { channel: object }),
    user_id: firstText([ids['id'], customer_id]),
    email: firstText([ids['email'], object === 'email' ? recipient : null]),
    message_id: readText(delivery_id),
    campaign_id: firstText([data['campaign_id'], data['broadcast_id'], data['newsletter_id']]),
    template_id: firstText([action_id, data['content_id'], data['transactional_message_id']]),
    properties: details,
  }
}
