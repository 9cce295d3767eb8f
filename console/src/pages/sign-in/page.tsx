import { BareFrame } from '../../shell/bare-frame.tsx'

export const Page = () => <BareFrame title="Sign in" />
