import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { FirstSteps } from '../../shell/first-steps/first-steps.tsx'

export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const { checklist } = useSearch({ from: '/o/$org/' })
  const navigate = useNavigate({ from: '/o/$org/' })
  return (
    <>
      <PageHeader title="Home" />
      <FirstSteps
        org={org}
        isRecalled={checklist === true}
        onClose={() =>
          void navigate({ search: known => ({ ...known, checklist: undefined }), replace: true })
        }
      />
    </>
  )
}
