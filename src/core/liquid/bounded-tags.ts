import { CaptureTag, CaseTag, type Context, type Emitter, evalToken, ForTag, TypeGuards } from 'liquidjs'
import { charge, createBoundedOutput, weigh } from './limits.ts'
import { countSteps } from './steps.ts'

/** The engine's own tag collects without a limit. */
export class BoundedCapture extends CaptureTag {
  override *render(context: Context): Generator<unknown, void, string> {
    const output = createBoundedOutput(context)
    yield this.liquid.renderer.renderTemplates(this.templates, context, output)
    context.bottom()[this.variable] = output.buffer
  }
}

/** The engine's own tag does not charge for comparing the value with each `when`, however long the value is. */
export class ChargedCase extends CaseTag {
  override *render(context: Context, output: Emitter): Generator<unknown, void, unknown> {
    const target = yield this.value.value(context, false)
    charge(context, weigh(target) * [...this.arguments()].length)
    yield* super.render(context, output)
  }
}

/** Copying this many items of a list takes about as long as a step. */
const ITEMS_PER_STEP = 100

/** The engine's own tag copies the whole collection, however few of its items are rendered. */
export class CountedFor extends ForTag {
  override *render(context: Context, output: Emitter): ReturnType<ForTag['render']> {
    if (!TypeGuards.isRangeToken(this.collection)) {
      const collection: unknown = yield evalToken(this.collection, context)
      if (Array.isArray(collection)) countSteps(context, Math.floor(collection.length / ITEMS_PER_STEP))
      else if (typeof collection === 'object' && collection !== null)
        countSteps(context, Object.keys(collection).length)
    }
    return yield* super.render(context, output)
  }
}
