import { API_KEY_PLACEHOLDER } from '../guide.ts'
import { SANDBOX } from './api.ts'

interface SendFunction {
  readonly generateUrl: string
  readonly executionUrl: string
  readonly templateId: string
  readonly campaignId: string
  readonly isSms: boolean
}

/** JavaScript for a backend: requests the copy, and triggers the campaign with it under the same id. */
export function writeSendFunction(known: SendFunction): string {
  const { generateUrl, executionUrl, templateId, campaignId, isSms } = known
  const address = isSms ? 'phone' : 'email'
  const channelData = isSms ? 'mobilePhoneNumber: message.phone' : 'emailAddress: message.email'
  return `/**
 * message: { id, userId, email, phone, fields, attrs }; id is your own id of this one message.
 * adobe: { accessToken, clientId, orgId }, of an OAuth Server-to-Server credential.
 */
async function sendMessage(message, adobe) {
  const answer = await fetch(${JSON.stringify(generateUrl)}, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Api-Key': '${API_KEY_PLACEHOLDER}' },
    body: JSON.stringify({
      template_id: ${JSON.stringify(templateId)},
      user_id: message.userId,
      email: message.email,
      tracking_id: message.id,
      fields: message.fields,
      attrs: message.attrs,
    }),
  })
  if (!answer.ok) throw new Error('Parley answered ' + answer.status)
  const { copy } = await answer.json()
  if (copy.id === null) throw new Error('Parley has no copy for this message')

  const execution = await fetch(${JSON.stringify(executionUrl)}, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: 'Bearer ' + adobe.accessToken,
      'x-api-key': adobe.clientId,
      'x-gw-ims-org-id': adobe.orgId,
      'x-sandbox-name': '${SANDBOX}',
    },
    body: JSON.stringify({
      requestId: message.id,
      campaignId: ${JSON.stringify(campaignId)},
      recipients: [
        {
          type: 'aep',
          userId: message.${address},
          namespace: '${address}',
          channelData: { ${channelData} },
          context: { parley: copy.vars, parley_tracking_id: message.id },
        },
      ],
    }),
  })
  if (execution.status !== 202) throw new Error('Adobe answered ' + execution.status)
}`
}
