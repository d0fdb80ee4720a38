import { v7, validate } from "uuid";

/** A new id. Ids sort by the time at which they were made. */
export const newId = (): string => v7();

/** Anything else would be refused by PostgreSQL with an error instead of "not found". */
export const isUuid = (text: string): boolean => validate(text);
