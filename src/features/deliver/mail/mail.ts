import MailComposer from 'nodemailer/lib/mail-composer'
import type { Settings } from '../../../core/platforms/platform.ts'
import { sha256Hex } from '../../../lib/hash.ts'
import { fail, ok, type Result } from '../../../lib/result.ts'
import type { DeliveryIds, Message } from '../transport.ts'
import { toPlainText } from './plain-text.ts'

/** A mail in the form that the server gets. */
export interface Mail {
  readonly messageId: string
  readonly from: string
  readonly to: string
  readonly raw: Buffer
}

/** The template variable for each part of a mail. */
export function partsOf(variables: readonly string[], ids: DeliveryIds) {
  const find = (said: string | undefined, ...usual: readonly string[]): string | undefined =>
    said ?? usual.find(name => variables.includes(name))
  return {
    subject: find(ids['subject_variable'], 'subject'),
    html: find(ids['html_variable'], 'html', 'body'),
    text: find(ids['text_variable'], 'text'),
  }
}

/** An address, alone or as Name <address>; undefined if it is invalid. */
export function readMailbox(text: string): { readonly name: string; readonly address: string } | undefined {
  const [, name = '', inner, bare] = /^(?:([^<>]*)<([^<>]+)>|([^<>]+))$/.exec(text.trim()) ?? []
  const address = (inner ?? bare ?? '').trim()
  if (!isAddress(address) || /[\r\n]/.test(name)) return undefined
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address }
}

/** One address, without anything that a mail server could read as a second address. */
export const isAddress = (text: string): boolean =>
  text.length <= 254 && /^[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]+$/.test(text)

/** The mail of a message. The same request always gives the same Message-ID. Fails with the missing part. */
export async function composeMail(
  { requestId, recipient, vars }: Message,
  settings: Settings,
  ids: DeliveryIds,
  now: Date,
): Promise<Result<Mail, string>> {
  const from = readMailbox(ids['from'] ?? settings['from'] ?? '')
  if (from === undefined) return fail('The sender (from) is not a mail address.')
  if (recipient.email === null || !isAddress(recipient.email)) return fail('There is no address to send to.')
  const parts = partsOf(Object.keys(vars), ids)
  const html = vars[parts.html ?? '']
  const text = vars[parts.text ?? ''] ?? (html === undefined ? undefined : toPlainText(html))
  if (text === undefined) return fail('The wording has neither HTML nor text.')
  const replyTo = ids['reply_to'] === undefined ? undefined : readMailbox(ids['reply_to'])
  const messageId = `<${sha256Hex(`parley ${requestId}`).slice(0, 32)}@${from.address.split('@')[1]}>`
  const raw = await new MailComposer({
    from,
    to: { name: '', address: recipient.email },
    ...(replyTo === undefined ? {} : { replyTo }),
    subject: (vars[parts.subject ?? ''] ?? '').replace(/\s+/g, ' ').trim(),
    text,
    ...(html === undefined ? {} : { html }),
    messageId,
    date: now,
    headers: { 'X-Parley-Tracking-Id': requestId },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
  return ok({ messageId, from: from.address, to: recipient.email, raw })
}
