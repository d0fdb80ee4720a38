/** A check before it has its id: several promises may still become one. */
import type { Dimension, Severity } from "#lib/contract/contract.ts";
import type { Check, CheckKind } from "#lib/quality/check.ts";
import { CHECK_DEFAULTS } from "#lib/quality/check-defaults.ts";

/** What the author of an entry chose; `null`: left to the default. */
export interface Said {
  readonly severity: Severity | null;
  readonly dimension: Dimension | null;
  readonly name: string | null;
}

export interface Draft {
  /** The id, unless another check has it already. */
  readonly idBase: string;
  readonly check: Omit<Check, "id">;
  /** It is an entry of `checks:` or `monitors:`. */
  readonly isWritten: boolean;
  readonly said: Said;
}

export interface About extends Pick<Check, "columns" | "label" | "params" | "promise"> {
  readonly where?: string | null;
  readonly origin?: Check["origin"];
  readonly said?: Said;
  readonly idBase?: string;
}

const NOTHING_SAID: Said = { severity: null, dimension: null, name: null };

export function draftOf(kind: CheckKind, about: About, defaults = CHECK_DEFAULTS[kind]): Draft {
  const { columns, label, params, promise, where = null, origin = "contract", said = NOTHING_SAID, idBase } = about;
  const { severity, dimension } = { severity: said.severity ?? defaults.severity, dimension: said.dimension ?? defaults.dimension };
  return {
    idBase: idBase ?? (columns.length === 0 ? kind : `${kind}:${columns.join("+")}`),
    check: { kind, columns, dimension, severity, label: said.name ?? label, params, where, origin, promise },
    isWritten: about.said !== undefined,
    said,
  };
}
