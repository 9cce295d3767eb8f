import { join } from 'node:path'
import { ADMIN_KEY } from '../app.ts'
import { overlaysOf } from './checks/overlays.ts'
import { PLACES } from './stage/places.ts'
import { ORG } from './stage/seed.ts'
import { openContext, settle, show } from './stage/show.ts'
import type { Stage } from './stage/stage.ts'

const WITH_OVERLAYS = [
  ...['home', 'templates', 'results', 'variants', 'template-settings', 'integration', 'recommendations'],
  ...['deliveries', 'transports', 'person', 'settings-members', 'settings-keys', 'settings-sandboxes'],
]
const LOOKS = [
  { theme: 'light', width: 1280 },
  { theme: 'dark', width: 360 },
] as const

/** Pictures of every menu, list, dialog and search of some pages, and of pages that only a link opens. */
export async function makeOverlays(stage: Stage, folder: string): Promise<void> {
  for (const { theme, width } of LOOKS) {
    const context = await openContext(stage, { theme })
    const page = await context.newPage()
    await page.setViewportSize({ width, height: 900 })
    const picture = (name: string) =>
      page.screenshot({ path: join(folder, `over-${name}-${theme}-${width}.png`) })
    for (const place of PLACES.filter(({ name }) => WITH_OVERLAYS.includes(name))) {
      await show(page, stage.url, place)
      for (const [at, { open, close }] of (await overlaysOf(page)).entries()) {
        await open()
        await page.waitForTimeout(300)
        await picture(`${place.name}-${at}`)
        await close()
      }
    }
    for (const [name, path] of await linksOf(stage)) {
      await page.context().clearCookies()
      await page.goto(path)
      await settle(page)
      await picture(name)
    }
    await context.close()
  }
}

/** Links that work, for pages that are only seen through one. */
async function linksOf(stage: Stage): Promise<readonly (readonly [name: string, address: string])[]> {
  const call = async (path: string, body?: object) => {
    const reply = await fetch(`${stage.url}/api/v1/orgs/${ORG}/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return reply.json()
  }
  const { items: members } = await call('members?limit=100')
  const reset = await call('password-resets', { user_id: members.at(-1).id })
  const invitation = await call('invitations', { email: `nina-${Date.now()}@example.com`, role: 'viewer' })
  return [
    ['reset', reset.url],
    ['invite', invitation.url],
  ]
}
