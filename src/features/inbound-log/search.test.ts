import { describe, expect, it } from 'vitest'
import { storeNewerCopies } from '../../../test/copies.ts'
import { processInbox } from '../../../test/factories.ts'
import { useScene } from '../../../test/scene.ts'

const scene = useScene()
const { server, report: send } = scene

const list = async (query = '') =>
  (await server.call('GET', `/api/v1/orgs/${scene.org}/requests${query}`)).body

describe('searching', () => {
  const find = async (query: string) => (await list(`?${query}`)).items.map(({ id }: { id: string }) => id)

  it('finds a call by each of its ids, and shows no other call', async () => {
    const byUser = await send({ event: 'purchase', user_id: 'Ann 7', event_id: 'key-1' })
    const byEmail = await send({ event: 'purchase', email: 'Bea@Example.com', event_id: 'key-2' })
    const byIds = await send({ event: 'email_open', tracking_id: 'trk-3', message_id: 'msg-3' })
    const unread = await send('{"half": "Ça ne va p')
    await processInbox(server)
    const waiting = await send({ event: 'refund', user_id: 'waiting-one', note: 'ÇA VA' })
    const [event] = (await server.call('GET', `/api/v1/orgs/${scene.org}/events?user=Ann%207`)).body.items

    expect(await find('q=Ann%207')).toEqual([byUser])
    expect(await find('q=bea@EXAMPLE.com')).toEqual([byEmail])
    const [{ subject_ref }] = (await list('?q=bea@example.com')).items
    expect(await find(`q=${subject_ref}`)).toEqual([byEmail])
    expect(await find('q=trk-3')).toEqual([byIds])
    expect(await find('q=msg-3')).toEqual([byIds])
    expect(await find('q=key-2')).toEqual([byEmail])
    expect(await find(`q=${byIds.toUpperCase()}`)).toEqual([byIds])
    expect(await find(`q=${event.id}`)).toEqual([byUser])
    expect(await find('q=WAITING-')).toEqual([waiting])
    expect(await find(`q=${encodeURIComponent('Ça ne va')}`)).toEqual([unread])
    expect(await find('q=nothing-like-it')).toEqual([])
    expect(await find('q=%00')).toEqual([])
    expect(await find('q=purchase&outcome=duplicate')).toEqual([])
    await scene.enterAnotherOrg()
    expect(await find('q=trk-3')).toEqual([])
    expect(await find(`q=${byIds}`)).toEqual([])
  })

  it('pages through what it finds', async () => {
    const sent: string[] = []
    for (let at = 0; at < 5; at++) {
      sent.unshift(await send({ event: 'purchase', user_id: 'u1', event_id: at }))
      await send({ event: 'purchase', user_id: 'u2', event_id: `other ${at}` })
    }
    await processInbox(server)
    const first = await list('?q=u1&limit=3')
    const second = await list(`?q=u1&limit=3&cursor=${first.next_cursor}`)
    expect([...first.items, ...second.items].map(({ id }: { id: string }) => id)).toEqual(sent)
    expect(second.next_cursor).toBeNull()
  })

  it('narrows the list down by what calls were made of', async () => {
    const open = await send({ event: 'email_open', tracking_id: 't1', event_id: 'o1' })
    const both = await send([
      { event: 'email_click', tracking_id: 't1', event_id: 'c1' },
      { event: 'Tour', user_id: 'u1', event_id: 'x1' },
      { event: 'nobody' },
    ])
    await processInbox(server)
    expect(await find('type=open')).toEqual([open])
    expect(await find('type=custom')).toEqual([both])
    expect(await find('event=Tour')).toEqual([both])
    expect(await find('reason=names-nobody')).toEqual([both])
    expect(await find('type=open&event=Tour')).toEqual([])
    expect(await find('type=%00')).toEqual([])
  })

  it('finds a rare platform or outcome behind many other calls', async () => {
    const rare = await send({ event: 'email_open', tracking_id: 't1', event_id: 'o1' })
    await processInbox(server)
    const [found] = (await list(`?q=${rare}`)).items
    // More than one step searches, all newer.
    const other = { platform: 'cio', outcome: 'ignored', items: [] }
    await storeNewerCopies(server, 'inbound_requests', rare, 7_000, other)
    expect(await find(`platform=${found.platform}`)).toEqual([rare])
    expect(await find(`outcome=${found.outcome}`)).toEqual([rare])
    expect(await find('outcome=ignored&limit=2')).toHaveLength(2)
  })
})
