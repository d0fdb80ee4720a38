import { z } from "zod";

/** Text as people write it in YAML: `2024`, `1.10` and `true` count as their text. */
export const words = z.union([z.string(), z.number(), z.boolean()]);
/** Text that no number or word of YAML can be mistaken for. */
export const sentence = z.string();
/** One text, or a list of them. */
export const labels = z.union([words, z.array(words)]);
export const number = z.number();
/** A map that is kept as it is. */
export const kept = z.record(z.string(), z.unknown());
/** A share or score: `98%`, `98`. */
export const percent = z.union([z.string().regex(/^\d{1,3}(\.\d+)?\s*%?$/), z.number().min(0).max(100)]);

/** A map with these keys and no other, besides the reader's own, which begin with `x-`. */
export const section = z.strictObject;

/** Names of things other than datasets. */
export const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/);
export const datasetName = z.string().regex(/^[a-z][a-z0-9_]{0,62}(\.[a-z][a-z0-9_]{0,62}){0,2}$/);

/** `{env: TOUCHSTONE_SOURCE_X}`: a secret itself never stands in a file. */
export const secretOf = (prefix: "TOUCHSTONE_SOURCE_" | "TOUCHSTONE_ALERT_") =>
  section({
    env: z
      .string()
      .regex(new RegExp(`^${prefix}[A-Z0-9_]{1,100}$`))
      .meta({ description: `The environment variable of the server that holds the secret. Its name begins with ${prefix}.` }),
  });
