import { expect, test } from "vitest";
import { accessMail } from "#components/dataset/access-mail.ts";
import { isWebLink, mailLink } from "#components/ui/outside-link.ts";

test("only addresses of the web become links", () => {
  expect(isWebLink("https://pager.example.com/x")).toBe(true);
  for (const text of ["javascript:alert(1)", " javascript:alert(1)", "JAVASCRIPT:1", "data:text/html,x", "vbscript:x", "pager", "//x"]) {
    expect(isWebLink(text), text).toBe(false);
  }
});

test("an e-mail address cannot add headers to a mail", () => {
  expect(mailLink("a@example.com?bcc=evil@example.com")).toBe("mailto:a@example.com%3Fbcc%3Devil@example.com");
  expect(accessMail("a@example.com", "orders", "Orders & returns")).toContain(
    "subject=Access%20to%20Orders%20%26%20returns%20(orders)&body=",
  );
});
