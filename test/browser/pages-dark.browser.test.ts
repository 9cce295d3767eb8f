import { describe } from 'vitest'
import { checkPages } from './check-pages.ts'

describe('in dark', () => checkPages('dark'))
