import { pointerTo } from '../http/unprocessable.js';
import { compileCopy } from '../liquid/copy.js';
/** What is wrong with the texts of a variant: each variable needs one, nothing else may have one, and all must parse. */
export function checkVars(variables, vars) {
    return [
        ...unknownIn(variables, vars).map(name => ({
            field: pointerTo('vars', name),
            message: unknown(name, variables),
        })),
        ...missingIn(variables, vars).map(name => ({
            field: pointerTo('vars', name),
            message: `The variable "${name}" has no text.`,
        })),
        ...Object.entries(vars).flatMap(([name, source]) => faultOf(name, source)),
    ];
}
/** Whether the texts are those of exactly these variables. */
export const covers = (vars, variables) => unknownIn(variables, vars).length === 0 && missingIn(variables, vars).length === 0;
const unknownIn = (variables, vars) => Object.keys(vars).filter(name => !variables.includes(name));
const missingIn = (variables, vars) => variables.filter(name => !Object.hasOwn(vars, name));
function unknown(name, variables) {
    const known = variables.length > 0 ? `It has ${variables.join(', ')}.` : 'It has none yet.';
    return `The template has no variable "${name}". ${known} Add variables to the template with PATCH first.`;
}
function faultOf(name, source) {
    const copy = compileCopy(source);
    if (copy.ok)
        return [];
    const { message, line, column } = copy.reason;
    return [
        {
            field: pointerTo('vars', name),
            message: `"${name}" does not parse at line ${line}, column ${column}: ${message}.`,
        },
    ];
}
