import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { packTar, type TarHeader } from "modern-tar";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CatalogFolder, readCatalog } from "#lib/catalog/read-catalog.ts";
import { textDigest } from "#lib/catalog/text-digest.ts";
import { KnownTexts } from "#lib/server/publish/known-texts.ts";
import type { BodyForm } from "#lib/server/publish/protocol.ts";
import { unpackBody } from "#lib/server/publish/unpack-body.ts";

const unpack = (bytes: Uint8Array, form: BodyForm = "tar in gzip", max?: number) =>
  unpackBody({ body: new Uint8Array(bytes), form, said: {} }, new KnownTexts(), max);

type Entry = Omit<TarHeader, "size"> & { readonly text?: string };

async function tar(...entries: readonly Entry[]): Promise<Buffer> {
  const packed = entries.map(({ text = "", ...header }) => ({ header: { ...header, size: Buffer.byteLength(text) }, body: text }));
  return gzipSync(await packTar(packed));
}

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "touchstone tar-"));
  const write = (path: string, text: string | Buffer) => {
    mkdirSync(join(dir, path, ".."), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  write("b.yaml", "\uFEFFb: 1");
  write("a.yml", "a: 1");
  write("team/x.yaml", "x: 1");
  write("team-b.yaml", "t: 1");
  write("team/deep/guide.mdx", "# Guide");
  write("ümläut.yaml", "u: 1");
  write(`${"long/".repeat(18)}${"n".repeat(120)}.yaml`, "l: 1");
  write(`${"d/".repeat(22)}too-deep.yaml`, "no: 1");
  write("latin1.yaml", Buffer.from([0x61, 0x3a, 0x20, 0xe9, 0x0a]));
  write("big.yaml", "x".repeat(1024 * 1024 + 1));
  write("data/rows.yaml", "no: 1");
  write(".hidden/h.yaml", "no: 1");
  write(".dot.yaml", "no: 1");
  write("node_modules/n.yaml", "no: 1");
  write("picture.png", Buffer.from([1, 2, 3]));
});
afterAll(() => rmSync(dir, { recursive: true }));

describe("an archive", () => {
  it.each(["gnu", "pax"])("of the form %s reads as its folder does", async (format) => {
    const archive = execFileSync("tar", [`--format=${format}`, "-czf", "-", "-C", dir, "."], { maxBuffer: 10_000_000 });
    expect(sorted((await unpack(archive)).folder)).toEqual(sorted(await readCatalog(dir)));
  });

  it("made by Git reads as its folder does", async () => {
    const git = (...args: string[]) => execFileSync("git", ["-C", dir, "-c", "user.name=a", "-c", "user.email=a@b", ...args]);
    git("init", "-q");
    git("add", "--force", ".");
    git("commit", "-q", "-m", "all");
    expect(sorted((await unpack(git("archive", "--format=tar.gz", "HEAD"))).folder)).toEqual(sorted(await readCatalog(dir)));
    rmSync(join(dir, ".git"), { recursive: true });
  });

  it("with a link for a catalog file is refused, and one beside the catalog is not looked at", async () => {
    const file = { name: "a.yaml", text: "a: 1" };
    for (const link of [
      { name: "b.yaml", type: "symlink", linkname: "/etc/passwd" },
      { name: "b.yaml", type: "link", linkname: "a.yaml" },
      { name: "b.yaml", type: "fifo" },
      { name: "b.yaml", type: "character-device" },
    ] as const)
      await expect(unpack(await tar(file, link))).rejects.toMatchObject({ code: "TS-PUSH-003", details: [{ path: "files.b.yaml" }] });
    const beside = { name: "LICENSE", type: "symlink", linkname: "/etc/passwd" } as const;
    expect((await unpack(await tar(file, beside))).folder.files).toHaveLength(1);
  });

  it.each(["/a.yaml", "../a.yaml", "x/../../a.yaml", "x//a.yaml", "C:/a.yaml"])("with the path %s is refused", async (name) => {
    await expect(unpack(await tar({ name, text: "a: 1" }))).rejects.toMatchObject({ code: "TS-PUSH-003" });
  });

  it("with a file twice is refused", async () => {
    const twice = tar({ name: "a.yaml", text: "a: 1" }, { name: "./a.yaml", text: "a: 2" });
    await expect(unpack(await twice)).rejects.toThrow(/"a.yaml" is there twice/);
  });

  it("that is damaged, cut short or something else is refused", async () => {
    const good = await tar({ name: "a.yaml", text: "a: 1".repeat(20_000) }, { name: "b.yaml", text: "b: 1" });
    const flipped = Buffer.from(good);
    flipped[good.length - 6] = (flipped[good.length - 6] ?? 0) ^ 255;
    const inside = await packTar([{ header: { name: "a.yaml", size: 4 }, body: "a: 1" }]);
    const bad = [
      good.subarray(0, 100),
      good.subarray(0, good.length - 10),
      flipped,
      Buffer.from("no gzip at all"),
      Buffer.alloc(0),
      gzipSync('{"files": {}}'),
      gzipSync(Buffer.alloc(5_000, 65)),
      gzipSync(inside.subarray(0, 514)),
    ];
    for (const [at, bytes] of bad.entries()) await expect(unpack(bytes), String(at)).rejects.toMatchObject({ code: "TS-PUSH-003" });
  });
});

describe("texts that are named and not sent", () => {
  const send = (known: KnownTexts, body: object) =>
    unpackBody({ body: new TextEncoder().encode(JSON.stringify(body)), form: "json", said: {} }, known);

  it("are those of the catalog that came last", async () => {
    const known = new KnownTexts();
    const first = await send(known, { files: { "a.yaml": "a: 1", "b.yaml": "b: 1", "b.mdx": "# B" } });
    const same = { "a.yaml": textDigest("a: 1"), "b.mdx": textDigest("# B") };
    const second = await send(known, { files: { "b.yaml": "b: 1" }, same });
    expect(second.folder).toEqual(first.folder);
    await send(known, { files: { "c.yaml": "c: 1" }, same: { "renamed.yaml": textDigest("a: 1") } });
    await expect(send(known, { files: {}, same })).rejects.toMatchObject({
      code: "TS-PUSH-005",
      details: [{ path: "files.b.mdx", message: "its text is not known" }],
    });
  });

  it("are none at first, and are not listed when nearly all are missing", async () => {
    const same = Object.fromEntries(Array.from({ length: 2_001 }, (_, at) => [`${at}.yaml`, textDigest(String(at))]));
    await expect(send(new KnownTexts(), { files: {}, same })).rejects.toMatchObject({ code: "TS-PUSH-005", details: [] });
  });

  it("have paths as all others have, and no path twice", async () => {
    const known = new KnownTexts();
    await send(known, { files: { "a.yaml": "a: 1" } });
    for (const path of ["../a.yaml", "b.yaml"])
      await expect(send(known, { files: { "b.yaml": "b" }, same: { [path]: textDigest("a: 1") } })).rejects.toMatchObject({
        code: "TS-PUSH-003",
      });
  });
});

describe("what would become too much", () => {
  const MAX = 1_000_000;

  it("is not unpacked, as JSON or as an archive, however small it is", async () => {
    const json = gzipSync(JSON.stringify({ files: { "a.yaml": " ".repeat(MAX * 40) } }));
    expect(json.length).toBeLessThan(100_000);
    await expect(unpack(json, "json in gzip", MAX)).rejects.toMatchObject({ code: "TS-API-008" });
    const archive = await tar({ name: "ignored.bin", text: " ".repeat(MAX * 40) });
    await expect(unpack(archive, "tar in gzip", MAX)).rejects.toMatchObject({ code: "TS-API-008" });
    const header = await tar({ name: "a.yaml", pax: { comment: " ".repeat(MAX * 2) } });
    await expect(unpack(header, "tar in gzip", MAX)).rejects.toMatchObject({ code: "TS-API-008" });
  });

  it("is not parsed when it is lists of nothing that take ten times their bytes", async () => {
    const json = gzipSync(`{"files": [${"[],".repeat(600_000)}[]]}`);
    await expect(unpack(json, "json in gzip")).rejects.toMatchObject({
      code: "TS-API-008",
      message: expect.stringMatching(/200,000 files/),
    });
  });

  it("may be exactly the limit", async () => {
    const text = JSON.stringify({ files: { "a.md": "" } });
    expect((await unpack(gzipSync(text), "json in gzip", text.length)).folder.docs.size).toBe(1);
  });
});

/** The order of files that could not be read means nothing. */
const sorted = ({ problems, unreadable, ...folder }: CatalogFolder) => ({
  ...folder,
  problems: problems.toSorted((a, b) => (a.position.file < b.position.file ? -1 : 1)),
  unreadable: unreadable.toSorted(),
});
