/**
 * Trino's grammar: that of `dt-sql-parser`, on ANTLR. The package is written for bundlers and leaves file endings out of its imports, so
 * a hook adds them. Only a parser thread loads this file: the hook holds for the whole thread, and hostile text may take long.
 */
import { registerHooks } from "node:module";

/** What is used of a node of ANTLR's tree. */
export interface Node {
  readonly kind: string;
  readonly children: readonly Node[];
  /** Of a leaf; `null` for a rule. */
  readonly text: string | null;
  /** Offsets in code points: of the first character, and behind the last. */
  readonly start: number;
  readonly end: number;
}

export type Parsed =
  | { readonly kind: "tree"; readonly root: Node }
  /** `at`: offset in code points. */
  | { readonly kind: "syntax"; readonly message: string; readonly at: number };

interface Token {
  readonly start: number;
  readonly stop: number;
}

interface RawNode {
  readonly children?: readonly RawNode[] | null;
  readonly symbol?: Token;
  readonly start?: Token | null;
  readonly stop?: Token | null;
  readonly getText: () => string;
}

registerHooks({
  resolve(specifier, context, next) {
    const fromPackage = /\/node_modules\/(?:dt-sql-parser|antlr4ng|antlr4-c3)\//.test(context.parentURL ?? "");
    if (!fromPackage || !specifier.startsWith(".") || /\.[cm]?js$/.test(specifier)) return next(specifier, context);
    try {
      return next(`${specifier}.js`, context);
    } catch {
      return next(`${specifier}/index.js`, context);
    }
  },
});

// The package declares no types for these files, and its own copy of the runtime is the one that fits them.
const [{ TrinoSqlLexer }, { TrinoSqlParser }, antlr] = (await Promise.all([
  import("dt-sql-parser/dist/lib/trino/TrinoSqlLexer.js" as string),
  import("dt-sql-parser/dist/lib/trino/TrinoSqlParser.js" as string),
  import("antlr4ng" as string),
])) as [Record<"TrinoSqlLexer", Maker>, Record<"TrinoSqlParser", Maker>, Antlr];

interface Recognizer {
  readonly removeErrorListeners: () => void;
  readonly addErrorListener: (listener: object) => void;
  readonly interpreter: { predictionMode: number };
  readonly program: () => RawNode;
}
type Maker = new (input: object) => Recognizer;

interface Antlr {
  readonly CharStreams: { readonly fromString: (text: string) => object };
  readonly CommonTokenStream: new (lexer: object) => object;
  readonly PredictionMode: { readonly SLL: number; readonly LL: number };
}

/** @throws RangeError when the text is nested more deeply than the stack carries */
export function parse(text: string): Parsed {
  // The fast way first; only what it cannot read is read in the slow one, which decides.
  const fast = attempt(text, antlr.PredictionMode.SLL);
  return fast.kind === "tree" && statementsIn(fast.root) <= 1 ? fast : attempt(text, antlr.PredictionMode.LL);
}

/** The grammar lets statements follow each other without a semicolon, so the fast way sometimes sees two in one. */
function statementsIn(root: Node): number {
  const statements = root.children.find(({ kind }) => kind === "Statements");
  return statements?.children.filter(({ kind }) => kind !== "leaf").length ?? 0;
}

function attempt(text: string, mode: number): Parsed {
  let first: { message: string; at: number } | null = null;
  const lines = lineStarts(text);
  const listener = {
    syntaxError: (_recognizer: object, _symbol: object | null, line: number, column: number, message: string) => {
      first ??= { message, at: (lines[line - 1] ?? 0) + column };
    },
    reportAmbiguity: () => {},
    reportAttemptingFullContext: () => {},
    reportContextSensitivity: () => {},
  };
  const lexer = new TrinoSqlLexer(antlr.CharStreams.fromString(text));
  lexer.removeErrorListeners();
  lexer.addErrorListener(listener);
  const parser = new TrinoSqlParser(new antlr.CommonTokenStream(lexer));
  parser.removeErrorListeners();
  parser.addErrorListener(listener);
  parser.interpreter.predictionMode = mode;
  const root = nodeOf(parser.program());
  return first === null ? { kind: "tree", root } : { kind: "syntax", ...(first as { message: string; at: number }) };
}

/** Offsets of the first character of each line, in code points. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  let at = 0;
  for (const character of text) {
    at += 1;
    if (character === "\n") starts.push(at);
  }
  return starts;
}

function nodeOf(raw: RawNode): Node {
  if (raw.symbol !== undefined) {
    return { kind: "leaf", children: [], text: raw.getText(), start: raw.symbol.start, end: raw.symbol.stop + 1 };
  }
  const children = (raw.children ?? []).map(nodeOf);
  return {
    kind: raw.constructor.name.replace(/Context$/, ""),
    children,
    text: null,
    start: raw.start?.start ?? 0,
    end: (raw.stop?.stop ?? -1) + 1,
  };
}
