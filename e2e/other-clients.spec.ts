import { expect, test } from "./journey.ts";

test("a client that offers HTTP/2 over a plain connection is answered as any other", async ({ request }) => {
  const offer = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAMAAABkAAQAoAAAAAIAAAAA" };
  for (const path of ["/", "/api/v1/datasets", "/health/live"])
    expect((await request.get(path, { headers: offer })).status(), path).toBe(200);
});
