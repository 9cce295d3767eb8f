import type { PlatformView } from '../../../../src/features/connections/schema.ts'

export type StepView = PlatformView['guide']['steps'][number]
export type SnippetView = PlatformView['guide']['snippets'][number]
