import { describe, expect, it } from 'vitest'
import type { Template } from '../../../runtime/catalog/catalog.ts'
import { distinguishes, recognise, recogniseAmong } from './platform-ids.ts'

const ofMessages = { campaign_id: '7', action_id: '55, 56', control_action_id: '98,99' }

describe('recognise', () => {
  it.each([
    [{ campaign_id: '7', action_id: '55' }, 'treatment'],
    [{ campaign_id: '7', action_id: '56', journey_id: 'j' }, 'treatment'],
    [{ campaign_id: '7', action_id: '99' }, 'control'],
    [{ action_id: '98' }, 'control'],
    // An event with fewer ids is matched by those it has.
    [{ campaign_id: '7' }, 'treatment'],
    [{ campaign_id: '7', action_id: '57' }, undefined],
    [{ campaign_id: '8', action_id: '55' }, undefined],
    [{ campaign_id: '8', action_id: '99' }, undefined],
    [{ journey_id: '7' }, undefined],
    [{}, undefined],
  ])('requires that all ids that both sides name agree: %j is %s', (refs, arm) => {
    expect(recognise(ofMessages, refs)).toBe(arm)
  })

  it('assigns an id that both arms list to the control', () => {
    expect(recognise({ action_id: '1,2', control_action_id: '2,3' }, { action_id: '2' })).toBe('control')
  })

  it('assigns all messages of the campaign except the control’s to the treatment', () => {
    const ids = { campaign_id: '7', control_action_id: '99' }
    expect(recognise(ids, { campaign_id: '7', action_id: '55' })).toBe('treatment')
    expect(recognise(ids, { campaign_id: '7', action_id: '99' })).toBe('control')
    expect(recognise(ids, { campaign_id: '8', action_id: '55' })).toBeUndefined()
    expect(recognise(ids, { action_id: '55' })).toBeUndefined()
  })

  it('does not require the treatment’s message id if the control has its own campaign', () => {
    const ids = { campaign_id: '7', control_campaign_id: '8', template_id: '70' }
    expect(recognise(ids, { campaign_id: '8', template_id: '80' })).toBe('control')
    expect(recognise(ids, { campaign_id: '7', template_id: '70' })).toBe('treatment')
    expect(recognise(ids, { campaign_id: '7', template_id: '80' })).toBeUndefined()
  })

  it('requires both of two ids of the control', () => {
    const ids = { campaign_id: '7', control_campaign_id: '8', template_id: '70', control_template_id: '80' }
    expect(recognise(ids, { campaign_id: '8', template_id: '80' })).toBe('control')
    expect(recognise(ids, { campaign_id: '7', template_id: '80' })).toBeUndefined()
    expect(recognise(ids, { campaign_id: '8', template_id: '81' })).toBeUndefined()
    expect(recognise(ids, { campaign_id: '8', template_id: '70' })).toBeUndefined()
  })

  it('reads plural keys, and ignores keys that name no id of a message', () => {
    const ids = {
      campaign_ids: '7',
      control_action_ids: ' 98 , 99 ,',
      webhook_action_id: '5',
      write_back: 'on',
    }
    expect(recognise(ids, { campaign_id: '7', action_id: '98' })).toBe('control')
    expect(recognise(ids, { campaign_id: '7', action_id: '5' })).toBe('treatment')
    expect(recognise({ webhook_action_id: '5' }, { action_id: '5' })).toBeUndefined()
    expect(recognise(undefined, { action_id: '5' })).toBeUndefined()
  })
})

it('distinguishes is true if the control has its own ids', () => {
  expect(distinguishes(ofMessages)).toBe(true)
  expect(distinguishes({ campaign_id: '7', control_action_id: ' , ' })).toBe(false)
  expect(distinguishes(undefined)).toBe(false)
})

describe('recogniseAmong', () => {
  const template = (id: string, integration: Template['integration']) => ({ id, integration }) as Template
  const templates = new Map(
    [
      template('second', { cio: { campaign_id: '7', control_action_id: '98' } }),
      template('first', { cio: { campaign_id: '7', control_action_id: '99' } }),
      template('elsewhere', { itbl: { campaign_id: '7' } }),
      template('nowhere', {}),
    ].map(each => [each.id, each]),
  )
  const rolesOf = (refs: Record<string, string>, platform = 'cio') =>
    recogniseAmong(templates, { platform, refs }).map(each => [each.template.id, each.arm])

  it('finds the templates of that platform with matching ids', () => {
    expect(rolesOf({ campaign_id: '7', action_id: '55' })).toEqual([
      ['first', 'treatment'],
      ['second', 'treatment'],
    ])
    expect(rolesOf({ campaign_id: '7' }, 'itbl')).toEqual([['elsewhere', 'treatment']])
    expect(rolesOf({ campaign_id: '7' }, 'braze')).toEqual([])
    expect(rolesOf({ campaign_id: '8' })).toEqual([])
  })

  it('does not count the control of one template as the treatment of another in the same campaign', () => {
    expect(rolesOf({ campaign_id: '7', action_id: '99' })).toEqual([['first', 'control']])
  })
})
