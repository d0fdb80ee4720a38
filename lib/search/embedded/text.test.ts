import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinedKey, tokens, words } from "#lib/search/embedded/text.ts";

describe("words", () => {
  it.each([
    ["CustomerOrderHistory", "customer order history"],
    ["SAP_MATERIAL-MASTER", "sap material master"],
    ["HRCompensationBands", "hr compensation bands"],
    ["SHA256Hash v2", "sha256 hash v2"],
    ["customer360", "customer360"],
    ["3DModel", "3d model"],
    ["customerIDs", "customer ids"],
    ["Crème Brûlée", "creme brulee"],
    ["Cre\u0300me", "creme"],
    ["Straße", "strasse"],
    ["ﬁnance Ａｂ", "finance ab"],
    ["顧客マスタ data", "顧 客 マ ス タ data"],
    ["مرحبا بالعالم", "مرحبا بالعالم"],
    ["½ price", "1 2 price"],
    ["--- !!! 🚀", ""],
  ])("splits and folds %j", (text, expected) => {
    expect(words(text).join(" ")).toBe(expected);
  });

  it("cuts words that are longer than anything that people type", () => {
    expect(words("a".repeat(5000))).toEqual(["a".repeat(64)]);
  });

  it("places every token inside the text, in order, on UTF-16 code units", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        const found = tokens(text);
        expect(found.map((token) => token.word)).toEqual(words(text));
        let last = 0;
        for (const token of found) {
          expect(token.start).toBeGreaterThanOrEqual(last === 0 ? 0 : Math.min(last, token.start));
          expect(token.end).toBeGreaterThan(token.start);
          expect(token.end).toBeLessThanOrEqual(text.length);
          last = token.start;
        }
      }),
    );
  });

  it("gives the place of a word behind an astral character", () => {
    expect(tokens("🚀 orders")).toEqual([{ word: "orders", start: 3, end: 9 }]);
  });
});

describe("joinedKey", () => {
  it("is the same for every spelling of a name", () => {
    const spellings = ["customer_order", "CustomerOrder", "customer-order", "Customer Order", "customerorder", "CUSTOMER_ORDER"];
    expect(new Set(spellings.map(joinedKey))).toEqual(new Set(["customerorder"]));
  });
});
