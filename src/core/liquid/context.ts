import { Context, type Liquid } from 'liquidjs'
import { countSteps, createStepLimiter } from './steps.ts'

/** The context of one rendering, with its limits. */
export const createContext = (
  engine: Liquid,
  fields: Readonly<Record<string, unknown>>,
  options = engine.options,
): Context =>
  new CountedContext(fields, options, { sync: true }, { liquid: engine, renderLimit: createStepLimiter() })

/** The engine lists all keys of an object to read its size. */
class CountedContext extends Context {
  override readProperty(...[object, key]: Parameters<Context['readProperty']>): unknown {
    const value: unknown = super.readProperty(object, key)
    if (key !== 'size' || typeof value !== 'number' || typeof object !== 'object') return value
    if (!Array.isArray(object) && !Object.hasOwn(object, key)) countSteps(this, value)
    return value
  }
}
