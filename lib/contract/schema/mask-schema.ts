import { z } from "zod";
import { section, words } from "#lib/contract/schema/words.ts";

const kinds = z.enum(["null", "redact", "hash", "partial", "year", "hide", "none"]).meta({
  description:
    "What readers get instead: nothing (`null`), a mark (`redact`), a stable code (`hash`), a part (`partial`), the year of a date (`year`); " +
    "`hide` leaves the column out altogether, `none` shows it although its classification has a mask.",
});
/** The word `null` is YAML's nothing, and here it names a mask. */
const kind = z.union([kinds, z.null()]);
const except = z.union([words, z.array(words)]).meta({ description: "Groups that see the value itself.", examples: [["crm"]] });

/** A mask of a column: a word, or `{as, except}`. */
export const mask = z.union([kind, section({ as: kind.meta({ description: "The mask." }), except: except.optional() })]);

/** A mask of a classification, where its key is `mask`. */
export const classificationMask = z.union([kind, section({ mask: kind.meta({ description: "The mask." }), except: except.optional() })]);
