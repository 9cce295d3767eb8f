import { useNavigate } from '@tanstack/react-router'
import type { Static } from 'typebox'
import type { TemplateDetail } from '../../../../src/features/templates/schema.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { ownOf } from '../../words/own.ts'
import { type Place, useAdd } from './queries.ts'

interface Props {
  readonly place: Place
  readonly template: Static<typeof TemplateDetail>
}

/** A new draft that begins as a copy of control, so that every text is there and every difference shows. */
export function AddButton({ place, template: { variables, variants, status } }: Props) {
  const navigate = useNavigate({ from: '/o/$org/templates/$tpl/variants' })
  const add = useAdd(place)
  const control = variants.find(({ control: isControl, status: its }) => isControl && its !== 'archived')
  const run = () =>
    add.mutate(
      {
        name: `Wording ${variants.length + 1}`,
        vars: Object.fromEntries(variables.map(name => [name, ownOf(control?.vars, name) ?? ''])),
        ...(control === undefined &&
          variants.length === 0 && { control: true, name: 'Today', status: 'draft' }),
      },
      {
        onSuccess: ({ id }) => navigate({ search: before => ({ ...before, v: id, mode: 'edit' as const }) }),
        onError: error => toast(toProblem(error).message, 'negative'),
      },
    )
  return (
    <Button
      kind="primary"
      needs="edit"
      isDisabled={variables.length === 0 || status === 'archived'}
      isPending={add.isPending}
      onPress={run}
    >
      {variants.length === 0 ? 'Write control' : 'Add a wording'}
    </Button>
  )
}
