/**
 * The parser's work grows with the square of some things: markers of emphasis and links in one paragraph, blocks in one document.
 * No document for people comes near these limits; a text made to stop a server does.
 */
const MAX_CELLS_IN_ROW = 300;
const MAX_OPEN_TAGS = 1_000;
const MAX_LINES = 3_000;
const MAX_LINES_AND_BLANKS = 10_000;
const MAX_DEPTH = 30;
const MAX_CONTAINERS = 2_000;
const MAX_MARKS = 30_000;
const MAX_WORK = 10_000_000;

export interface Flood {
  /** Counts from 1. */
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

/** The first place where a document becomes too much to parse. Looks at each character a few times, whatever the text is. */
export function findFlood(text: string): Flood | null {
  let lines = 0;
  let containers = 0;
  let marks = 0;
  let work = 0;
  let openTags = 0;
  let block = 0;
  let inTable = false;
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (index >= MAX_LINES_AND_BLANKS) return flood(index, `The document has more than ${MAX_LINES_AND_BLANKS} lines.`, "Split it.");
    if (line.trim() === "") {
      block = 0;
      inTable = false;
      continue;
    }
    lines += 1;
    if (lines > MAX_LINES)
      return flood(index, `The document has more than ${MAX_LINES} lines with text.`, "Split it, or move data out of it.");
    const depth = countContainers(line);
    containers += depth;
    if (depth > MAX_DEPTH) return flood(index, "Lists or quotations are nested too deeply.", "Use at most a few levels.");
    if (containers > MAX_CONTAINERS) return flood(index, "The document has too many list items or quotations.", "Split it.");
    for (const [tag] of line.matchAll(/<\/|\/>|<[A-Za-z>]/g)) {
      openTags = /^<[^/]/.test(tag) ? openTags + 1 : Math.max(0, openTags - 1);
      if (openTags > MAX_OPEN_TAGS) return flood(index, "Tags are nested too deeply, or not closed.", "Close each tag that is opened.");
    }
    if (count(line, /\|/g) > MAX_CELLS_IN_ROW) return flood(index, "The table is too wide.", `Use at most ${MAX_CELLS_IN_ROW} columns.`);
    // Each cell of a table is parsed by itself.
    inTable ||= isDelimiterRow(line);
    if (inTable) block = 0;
    const before = block * block;
    block += count(line, /[*_~[\]`]/g);
    work += block * block - (inTable ? 0 : before);
    marks += count(line, /[*_~[\]`<{|!]/g);
    if (work > MAX_WORK) return flood(index, "A paragraph has too many markers of emphasis, links or code.", "Split it.");
    if (marks > MAX_MARKS) return flood(index, "The document has too many tags, links, cells or marks of emphasis.", "Split it.");
  }
  return null;
}

/** Markers of quotations and list items that a line begins with. Deep indentation counts too: it continues what is around it. */
function countContainers(line: string): number {
  const marker = /[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))/y;
  let found = 0;
  while (found <= MAX_DEPTH && marker.test(line)) found += 1;
  return found + Math.floor(line.search(/[^ \t]/) / 8);
}

function isDelimiterRow(line: string): boolean {
  return /^[\s|:>-]+$/.test(line) && line.includes("|") && line.includes("-");
}

function count(line: string, marks: RegExp): number {
  return line.match(marks)?.length ?? 0;
}

function flood(index: number, message: string, hint: string): Flood {
  return { line: index + 1, message, hint };
}
