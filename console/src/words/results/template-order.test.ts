import { expect, it } from 'vitest'
import type { TemplateOverview } from '../../../../src/features/overview/schema.ts'
import { inOrder } from './template-order.ts'

const template = (name: string, messages: number | null): TemplateOverview => ({
  ...{
    id: name.toLowerCase(),
    name,
    channel: 'email',
    sandbox: 'prod',
    status: 'active',
    key_metric: 'click_rate',
  },
  ...{ platforms: ['cio'], split_method: 'internal_random', as_of: null, leader: null, blocked: [] },
  ...{ last_report_at: null, open_recommendations: 0, created_at: '', updated_at: '' },
  figures:
    messages === null
      ? null
      : {
          ...{ messages, denominator: 'sends', verdict: 'collecting', progress: { have: 0, need: 100 } },
          ahead: [],
          lift: { relative: null, interval: null, chance_to_beat_control: null },
        },
})
const names = (templates: readonly TemplateOverview[]) => templates.map(({ name }) => name)

it('sorts by a column; what is unknown stands last both ways, equal ones by name', () => {
  const all = [template('b', 5), template('a', 5), template('c', null), template('d', 9)]
  expect(names(inOrder(all, 'messages', 'desc'))).toEqual(['d', 'a', 'b', 'c'])
  expect(names(inOrder(all, 'messages', 'asc'))).toEqual(['a', 'b', 'd', 'c'])
  expect(names(inOrder(all, 'nonsense', 'asc'))).toEqual(['a', 'b', 'c', 'd'])
})
