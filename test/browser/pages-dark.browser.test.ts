import { describe } from 'vitest'
import { checkPages } from './checks/check-pages.ts'

describe('in dark', () => checkPages('dark'))
