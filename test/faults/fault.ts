import type { EngineName } from './installation.ts'
import type { Shape } from './load.ts'
import type { Scene } from './scene.ts'

export interface Fault {
  readonly name: string
  /** Undefined: both `embedded` and `postgres`. */
  readonly engine?: EngineName
  readonly shape?: Partial<Shape>
  /** Breaks something, and mends it. */
  inject(scene: Scene): Promise<void>
}
