import { useParams } from '@tanstack/react-router'
import { useTemplateName } from '../../api/org-queries.ts'

/** The name of a template of this organisation. */
export function TemplateName({ id }: { readonly id: string }) {
  const { org = '' } = useParams({ strict: false })
  return useTemplateName(org)(id)
}
