import { PageHeader } from '../../kit/page/page-header.tsx'

export const Page = () => <PageHeader title="Event names" />
