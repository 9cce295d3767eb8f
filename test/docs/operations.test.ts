import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { useServer } from '../scene.ts'

const server = useServer()
const textOf = (path: string) => readFileSync(new URL(`../../ops/${path}`, import.meta.url), 'utf8')

// promtool checks the rules; it does not know which metrics exist.
it.each(['prometheus/alerts.yml', 'grafana/parley.json'])('%s names only metrics that exist', async path => {
  const { body } = await server.call('GET', '/metrics')
  const known = [...String(body).matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', kind]) =>
    kind === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  )
  const named = [...textOf(path).matchAll(/\b(?:parley|process|nodejs)_[a-z0-9_]+/g)].map(([name]) => name)
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter(name => !known.includes(name))).toEqual([])
})

it('each panel of the dashboard has a place of its own', () => {
  const { panels } = JSON.parse(textOf('grafana/parley.json'))
  const places = panels.map(({ gridPos: { x, y } }: { gridPos: { x: number; y: number } }) => `${x},${y}`)
  expect(new Set(places).size).toBe(places.length)
})
