import { TemplateFrame } from '../../shell/template-frame.tsx'

export const Page = () => <TemplateFrame />
