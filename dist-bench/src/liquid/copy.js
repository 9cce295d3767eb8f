import { Context, LiquidError, toValueSync } from 'liquidjs';
import { fail, ok } from '../lib/result.js';
import { createEngine, SOURCE_LENGTH_MAX } from './engine.js';
import { createBoundedOutput } from './limits.js';
import { findOpenRange } from './ranges.js';
const engine = createEngine();
/** Parses the wording of one variable. Fails when it is too long, does not parse, or uses what is not allowed. */
export function compileCopy(source) {
    if (source.length > SOURCE_LENGTH_MAX) {
        return fail({ message: `the text is longer than ${SOURCE_LENGTH_MAX} characters`, line: 1, column: 1 });
    }
    if (!source.includes('{{') && !source.includes('{%'))
        return ok({ text: source });
    try {
        const templates = engine.parse(source);
        const range = findOpenRange(templates);
        if (range)
            return fail(faultAt(range, 'a range must begin with a number, such as (1..n)'));
        return ok({ templates });
    }
    catch (error) {
        const reason = reasonOf(error);
        return fail(LiquidError.is(error) ? faultAt(error.token, reason) : { message: reason, line: 1, column: 1 });
    }
}
/**
 * The wording with the fields filled in; a field that is missing is empty. Fails with the reason when a
 * limit is reached or a filter refuses its input. Fields are JSON: their functions would be called.
 */
export function renderCopy(copy, fields) {
    if ('text' in copy)
        return ok(copy.text);
    const output = createBoundedOutput();
    try {
        const context = new Context(fields, engine.options, { sync: true }, { liquid: engine });
        toValueSync(engine.renderer.renderTemplates([...copy.templates], context, output));
        return ok(output.buffer);
    }
    catch (error) {
        return fail(reasonOf(error));
    }
}
function faultAt(token, message) {
    const [line = 1, column = 1] = token.getPosition();
    return { message, line, column };
}
/** Without the position, which the engine appends to its messages. */
function reasonOf(error) {
    const message = error instanceof Error ? error.message.replace(/, line:\d+, col:\d+$/, '') : String(error);
    return message.startsWith('Maximum call stack') ? 'tags are nested too deeply' : message;
}
