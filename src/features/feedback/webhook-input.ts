import type { WebhookBody, WebhookPatch } from './schema.ts'
import type { FeedbackServices } from './services.ts'
import { type Authentication, checkUrl, type Header, sealAuthentication, sealHeaders } from './settings.ts'
import type { StoredWebhook, WebhookChange, WebhookContent } from './webhook-store.ts'

type Guards = Pick<FeedbackServices, 'vault' | 'outbound'>

/** @throws Problem unprocessable with the reason */
export async function contentOf(body: WebhookBody, { vault, outbound }: Guards): Promise<WebhookContent> {
  await checkUrl(outbound, '/url', body.url)
  return {
    name: body.name.trim(),
    channels: body.channels,
    url: body.url,
    authentication: await sealAuthentication(body.authentication, undefined, vault, outbound),
    headers: [...sealHeaders(body.headers, [], body.authentication.type, vault)],
    statuses: body.statuses,
    templates: body.templates === 'all' ? null : body.templates,
    except_templates: body.except_templates,
    ims_org: body.ims_org,
    sandbox_id: body.sandbox_id,
  }
}

/** @throws Problem unprocessable with the reason */
export async function changeOf(
  { status, ...patch }: WebhookPatch,
  present: StoredWebhook,
  { vault, outbound }: Guards,
): Promise<WebhookChange> {
  if (patch.url !== undefined) await checkUrl(outbound, '/url', patch.url)
  const known = present.authentication as Authentication
  const authentication = patch.authentication
    ? await sealAuthentication(patch.authentication, known, vault, outbound)
    : known
  const headers = sealHeaders(
    patch.headers ?? present.headers.map(({ name, secret }) => ({ name, secret })),
    present.headers as readonly Header[],
    authentication.type,
    vault,
  )
  const content: WebhookContent = {
    name: (patch.name ?? present.name).trim(),
    channels: patch.channels ?? present.channels,
    url: patch.url ?? present.url,
    authentication,
    headers: [...headers],
    statuses: patch.statuses ?? present.statuses,
    templates: templatesOf(patch.templates, present.templates),
    except_templates: patch.except_templates ?? present.except_templates,
    ims_org: patch.ims_org === undefined ? present.ims_org : patch.ims_org,
    sandbox_id: patch.sandbox_id === undefined ? present.sandbox_id : patch.sandbox_id,
  }
  return { content, ...(status === undefined ? {} : { status }) }
}

function templatesOf(given: WebhookPatch['templates'], present: string[] | null): string[] | null {
  if (given === undefined) return present
  return given === 'all' ? null : given
}

/** The new secret signs from now on. The present secret signs too until its given time ends. */
export const rotationOf = (
  { secret: present }: StoredWebhook,
  sealed: string,
  previousValidSeconds: number,
  now: Date,
): Required<WebhookChange>['secrets'] => ({
  secret: sealed,
  previous_secret: previousValidSeconds === 0 ? null : present,
  previous_until: previousValidSeconds === 0 ? null : new Date(now.getTime() + previousValidSeconds * 1_000),
})
