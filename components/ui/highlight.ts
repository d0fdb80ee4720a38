import { createCssVariablesTheme, createHighlighterCoreSync } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import bash from "shiki/langs/bash.mjs";
import sql from "shiki/langs/sql.mjs";
import yaml from "shiki/langs/yaml.mjs";

/** `text` is not coloured. */
export type CodeLanguage = "sql" | "bash" | "yaml" | "text";

export interface CodeToken {
  readonly text: string;
  /** Name of a colour, for example `token-keyword`; `null`: plain text. */
  readonly kind: string | null;
}

/** Longer texts stay plain: colouring is for reading, and its cost grows with what a stranger wrote. */
const LONGEST_COLOURED = 20_000;

const PREFIX = "--code-";
const theme = createCssVariablesTheme({ name: "tokens", variablePrefix: PREFIX });
const highlighter = createHighlighterCoreSync({ themes: [theme], langs: [sql, bash, yaml], engine: createJavaScriptRegexEngine() });

/** Lines of coloured pieces; joined they are the code. Colours are names of classes, so no `style` attribute is needed. */
export function highlight(code: string, language: CodeLanguage): readonly (readonly CodeToken[])[] {
  if (language === "text" || code.length > LONGEST_COLOURED) return code.split("\n").map((text) => [{ text, kind: null }]);
  return highlighter
    .codeToTokensBase(code, { lang: language, theme: "tokens" })
    .map((line) => line.map(({ content, color }) => ({ text: content, kind: kindOf(color) })));
}

/** `var(--code-token-keyword)` → `token-keyword`. */
function kindOf(color: string | undefined): string | null {
  const name = color?.match(/^var\(--code-([a-z-]+)\)$/)?.[1];
  return name === undefined || name === "foreground" ? null : name;
}
