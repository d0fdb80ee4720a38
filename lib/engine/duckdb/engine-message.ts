/** DuckDB's errors, which its instances here tell as JSON (`errors_as_json`): kind, sentence and place apart. */
import { z } from "zod";

export interface EngineMessage {
  /** `Binder`, `Conversion`, `Out of Memory`, …; empty when the text is not the engine's. */
  readonly kind: string;
  readonly text: string;
  /** Offset in bytes of UTF-8 in the statement that was sent. */
  readonly at: number | null;
}

const told = z.object({ exception_type: z.string(), exception_message: z.string(), position: z.string().optional() });

export function readEngineMessage(message: string): EngineMessage {
  const start = message.indexOf("{");
  if (start >= 0 && start < 80) {
    const parsed = told.safeParse(parseJson(message.slice(start)));
    if (parsed.success) {
      const { exception_type: kind, exception_message: text, position } = parsed.data;
      return { kind, text, at: position === undefined ? null : Number(position) };
    }
  }
  const [, kind = "", text = message] = /^([A-Z][A-Za-z ]*) Error: (.*)$/s.exec(message) ?? [];
  return { kind, text, at: null };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** As the engine says it without JSON. */
export function plainMessage(message: string): string {
  const { kind, text } = readEngineMessage(message);
  return kind === "" ? text : `${kind} Error: ${text}`;
}
