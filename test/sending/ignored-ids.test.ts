import { expect, it } from 'vitest'
import { ask, org, server, setUpScene } from './deliver-scene.ts'

setUpScene()

const said = (field: string, text: string) => expect.stringMatching(`The ${field} "${text}" names no`)

it('an accepted message says which of its ids were ignored', async () => {
  const request = { template_id: 'smtp', email: 'kim@example.org' }
  const ids = { user_id: 'null', copy_id: '{{ copy }}', phone: 'n/a', request_id: 'undefined' }
  expect(await ask({ ...request, ...ids })).toEqual({
    status: 200,
    body: {
      ...{ status: 'ok', request_id: expect.not.stringContaining('undefined') },
      ignored: [
        ...[said('user_id', 'null'), said('phone', 'n/a')],
        ...[said('request_id', 'undefined'), said('copy_id', '{{ copy }}')],
      ],
    },
  })
  expect(Object.keys((await ask(request)).body)).toEqual(['status', 'request_id'])
})

it('a send time says which of its ids were ignored', async () => {
  const path = `/api/delay/${org}?delay_id=d1`
  expect(
    (await server.call('GET', `${path}&user_id=%25%25id%25%25&email=N/A&template_id={{t}}`)).body,
  ).toEqual({
    just_words: { delay_id: 'd1', delay_time: expect.any(String) },
    ignored: [said('user_id', '%%id%%'), said('email', 'n/a'), said('template_id', '{{t}}')],
  })
  expect(Object.keys((await server.call('GET', `${path}&user_id=u1`)).body)).toEqual(['just_words'])
})
