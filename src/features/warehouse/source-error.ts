/** Why a source cannot be read, in words for the person who has set it up. Nothing was changed. */
export class SourceError extends Error {}
