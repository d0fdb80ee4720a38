import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { wantsColour } from "#lib/cli/terminal.ts";

describe("colours", () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ TERM: "dumb" }, true, false],
    [{ FORCE_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "", NO_COLOR: "1" }, false, true],
    [{ FORCE_COLOR: "0" }, true, false],
    [{ FORCE_COLOR: "false" }, true, false],
  ])("with %j, on a terminal: %j → %j", (env, isTerminal, wanted) => {
    expect(wantsColour(env, isTerminal)).toBe(wanted);
  });
});

/** A process whose command is this function's body, with `context`. */
function start(body: string) {
  const code = `import { runProcess } from "#lib/cli/terminal.ts"; await runProcess(async (argv, context) => { ${body} });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { cwd: resolve(import.meta.dirname, "../..") });
  const ended = new Promise<number | string | null>((done) => child.once("close", (status, signal) => done(status ?? signal)));
  return { child, ended };
}

describe("a process", () => {
  it("ends quietly when the reader of its pipe leaves", async () => {
    const { child, ended } = start('for (;;) await context.write("line\\n".repeat(10_000));');
    child.stdout.once("data", () => child.stdout.destroy());
    expect(await text(child.stderr)).toBe("");
    expect(await ended).toBe(141);
  });

  it("waits for a slow reader instead of keeping all output in memory", async () => {
    const { child, ended } = start(
      'for (let i = 0; i < 200; i++) await context.write("x".repeat(1_000_000)); context.err(String(process.memoryUsage().arrayBuffers + process.memoryUsage().external)); return 0;',
    );
    let size = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
    });
    expect(Number(await text(child.stderr))).toBeLessThan(100_000_000);
    expect([await ended, size]).toEqual([0, 200_000_000]);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("asks its command to stop on %s, and ends with %i", async (signal, code) => {
    const { child, ended } = start(
      'const { signal } = context; context.err("ready"); await new Promise((done) => { setTimeout(done, 60_000).unref(); const keep = setInterval(() => {}, 1_000); signal.addEventListener("abort", () => { clearInterval(keep); context.out("tidied"); done(); }); }); return 0;',
    );
    child.stderr.once("data", () => child.kill(signal));
    expect(await text(child.stdout)).toBe("tidied\n");
    expect(await ended).toBe(code);
  });

  it("is ended at once by a signal that its command does not ask for", async () => {
    const { child, ended } = start('context.err("ready"); await new Promise((done) => setTimeout(done, 60_000)); return 0;');
    child.stderr.once("data", () => child.kill("SIGTERM"));
    expect(await ended).toBe("SIGTERM");
  });

  it("reads all of standard input", async () => {
    const { child, ended } = start("context.out(String((await context.readStdin()).length)); return 0;");
    child.stdin.end(Buffer.alloc(3_000_000));
    expect(await text(child.stdout)).toBe("3000000\n");
    expect(await ended).toBe(0);
  });
});
