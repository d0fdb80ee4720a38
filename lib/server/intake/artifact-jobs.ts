/** What is done with the bytes of an artifact: pure, so that it runs here or, where it would take long, in a thread. */

import { readArtifact } from "#lib/intake/results/read-artifact.ts";
import type { Unrecognised } from "#lib/intake/results/recognise.ts";
import { type RecognisedArtifact, type Refused, recognise } from "#lib/intake/results/recognise.ts";
import type { ReadOutcome, ReadRequest } from "#lib/observe/intake.ts";
import { hasMoreParts } from "#lib/server/publish/json-parts.ts";

export type Bytes = Uint8Array<ArrayBufferLike>;

/** More lists, objects and items would need more memory than reading one artifact may. A project of 30,000 models has 3 million. */
const MOST_PARTS = 4_000_000;

export interface InspectedArtifact extends Omit<RecognisedArtifact, "json"> {
  /** `null`: the whole body. */
  readonly body: Bytes | null;
}

export type Inspected =
  | { readonly kind: "known"; readonly artifacts: readonly InspectedArtifact[]; readonly refused: readonly Refused[] }
  | ({ readonly kind: "unknown" } & Unrecognised)
  | { readonly kind: "too much" }
  | { readonly kind: "no JSON" };

/** What a body says it is. A batch becomes its events. */
export function inspectBody(body: Bytes): Inspected {
  const parsed = parse(body);
  if (parsed.kind !== "json") return parsed;
  const recognised = recognise(parsed.json);
  if (!("artifacts" in recognised)) return { kind: "unknown", ...recognised };
  const isWhole = !Array.isArray(parsed.json) || recognised.artifacts[0]?.json === parsed.json;
  const refused = [...recognised.refused];
  const artifacts = recognised.artifacts.flatMap(({ json, ...artifact }, index): readonly InspectedArtifact[] => {
    if (isWhole) return [{ ...artifact, body: null }];
    try {
      return [{ ...artifact, body: new TextEncoder().encode(JSON.stringify(json)) }];
    } catch {
      // Nested deeper than anything can be written.
      refused.push({ index, path: `body.${index}`, message: "is nested too deeply" });
      return [];
    }
  });
  return { kind: "known", artifacts, refused };
}

export function readBody({ tool, kind, receivedAt, body, manifest, sameRun }: ReadRequest): ReadOutcome {
  const parsed = parse(body);
  if (parsed.kind === "too much") return { kind: "unreadable", problem: "It has more items than one artifact may have." };
  if (parsed.kind === "no JSON") return { kind: "unreadable", problem: "It is no JSON." };
  const context = {
    receivedAt,
    manifest: manifest === null ? null : jsonOf(manifest),
    sameRun: sameRun.flatMap((other) => jsonOf(other) ?? []),
  };
  return { kind: "read", reported: readArtifact({ tool, kind, json: parsed.json }, context) };
}

type Parsed = { readonly kind: "json"; readonly json: unknown } | { readonly kind: "too much" } | { readonly kind: "no JSON" };

function parse(body: Bytes): Parsed {
  if (hasMoreParts(body, MOST_PARTS)) return { kind: "too much" };
  let text: string;
  try {
    text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  } catch {
    // Longer than a string can be.
    return { kind: "too much" };
  }
  try {
    return { kind: "json", json: JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text) };
  } catch {
    return { kind: "no JSON" };
  }
}

function jsonOf(body: Bytes): unknown {
  const parsed = parse(body);
  return parsed.kind === "json" ? parsed.json : null;
}
