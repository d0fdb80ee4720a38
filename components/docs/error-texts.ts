import type { ErrorCode } from "#lib/errors.ts";

/** What a code means, one case of it, and what to do. */
export interface CodeText {
  readonly means: string;
  /** As it looks in a request, a file or a shell. */
  readonly example: string;
  readonly remedy: string;
}

/** Texts of the pages `/docs/errors/<code>` for everything that answers with an error. */
export const ERROR_TEXTS: Readonly<Record<ErrorCode, CodeText>> = {
  "TS-API-001": {
    means: "The request cannot be understood as a whole: its path, its headers or its body are malformed.",
    example: "curl 'http://127.0.0.1:3000/api/v1/datasets/%E0%A4%A/rows'",
    remedy: "Read the answer's detail: it names the part. Encode names in addresses, and send JSON as UTF-8.",
  },
  "TS-API-002": {
    means: "There is no route at this address.",
    example: "curl http://127.0.0.1:3000/api/v1/dataset/orders",
    remedy: "Compare it with the API reference; routes are in the plural, for example /api/v1/datasets/orders.",
  },
  "TS-API-003": {
    means: "A parameter is known, but its value is not allowed.",
    example: "curl 'http://127.0.0.1:3000/api/v1/datasets?limit=many'",
    remedy: "The answer's errors name each parameter and what it takes. Correct those and send it again.",
  },
  "TS-API-004": {
    means: "The request has a parameter that this route does not know. It is refused, so that a typing error never widens an answer.",
    example: "curl 'http://127.0.0.1:3000/api/v1/datasets?limt=3'",
    remedy: "The answer names the nearest parameter that exists. Correct the name or leave it out.",
  },
  "TS-API-005": {
    means: "The cursor is not one that this route gave out for the same question, or it is too old.",
    example: "curl 'http://127.0.0.1:3000/api/v1/datasets?cursor=abc'",
    remedy: "Start again without a cursor and follow page.next or the Link header; change nothing else between two pages.",
  },
  "TS-API-006": {
    means: "The route exists, but not for this method.",
    example: "curl -X DELETE http://127.0.0.1:3000/api/v1/datasets/orders",
    remedy: "The Allow header lists the methods. Datasets change in the catalog's files, not over HTTP.",
  },
  "TS-API-007": {
    means: "The answer does not exist in the format that was asked for.",
    example: "curl -H 'Accept: application/xml' http://127.0.0.1:3000/api/v1/datasets",
    remedy: "Ask for a format that the API reference lists for this route, or leave the Accept header out.",
  },
  "TS-API-008": {
    means: "The body of the request is larger than this route takes.",
    example: "curl --data-binary @two-megabytes.json http://127.0.0.1:3000/api/v1/datasets",
    remedy: "Send less at once. The limit stands in the answer.",
  },
  "TS-API-009": {
    means: "The request said that it takes the rows only from a dataset that is ready, and this one is not.",
    example: "curl 'http://127.0.0.1:3000/api/v1/datasets/orders/rows?require=ready'",
    remedy: "The answer gives the reasons. Wait, ask the owner, or leave require=ready out and accept the rows as they are.",
  },
  "TS-API-010": {
    means: "Too many requests came from the same caller in a short time.",
    example: "HTTP/1.1 429 Too Many Requests",
    remedy: "Wait as long as the Retry-After header says. For many rows take one export, not many pages.",
  },
  "TS-API-011": {
    means: "The body is of a kind that this route does not take, or it does not say what it is.",
    example: "curl -X POST -H 'Content-Type: text/plain' --data-binary @catalog.yaml http://127.0.0.1:3000/api/v1/catalog",
    remedy:
      "Send application/json or, for a whole catalog, application/gzip with a tar archive in it. Packed JSON says Content-Encoding: gzip.",
  },
  "TS-API-012": {
    means: "An Idempotency-Key names one request for a day. It came again, and the request that came with it is another one.",
    example: "Idempotency-Key: build-7, once with the catalog of the morning and once with that of the evening",
    remedy: "Make a new key for each new request, and repeat a key only to send the very same request again.",
  },
  "TS-API-013": {
    means: "A page of another site sent this request from somebody's browser. Touchstone takes such requests from its own pages only.",
    example: "curl -H 'Origin: https://elsewhere.example' -d '{\"sql\": \"SELECT 1\"}' http://127.0.0.1:3000/api/v1/query",
    remedy: "Send it from a program, which has no Origin, or set TOUCHSTONE_URL to the address under which people reach Touchstone.",
  },
  "TS-AUTH-001": {
    means: "The request carries a token that nobody gave out, that was replaced, or that has expired.",
    example: "curl -H 'Authorization: Bearer tst_wrong' http://127.0.0.1:3000/api/v1/datasets",
    remedy: "Use a valid token, or none for what is open to everyone. The administrator's is in the file admin-token in the state folder.",
  },
  "TS-AUTH-002": {
    means: "This request changes something, or shows what only some may see, and it came without a token.",
    example: "curl -X POST http://127.0.0.1:3000/api/v1/catalog",
    remedy:
      "Send 'Authorization: Bearer tst_…'. The command line takes it from TOUCHSTONE_TOKEN or from the state folder of a server on the same machine.",
  },
  "TS-ACCESS-001": {
    means: "You may know that this dataset exists, but you may not read its rows.",
    example: "curl http://127.0.0.1:3000/api/v1/datasets/salaries/rows",
    remedy: "Its page says who may read it and how to ask its owner.",
  },
  "TS-ACCESS-002": {
    means: "This is open to administrators only.",
    example: "HTTP/1.1 403 Forbidden",
    remedy: "Send the administrator's token, or ask the people who run this Touchstone.",
  },
  "TS-CATALOG-404": {
    means: "There is no such dataset, term, owner or domain, or you may not know of it. The two cannot be told apart.",
    example: "curl http://127.0.0.1:3000/api/v1/datasets/ordres",
    remedy: "Search for it: spelling, a rename or a missing permission are the usual causes.",
  },
  "TS-DATA-001": {
    means: "The dataset is described, but its contract names no place where its rows lie, or nothing lies there.",
    example: "curl http://127.0.0.1:3000/api/v1/datasets/customer_segmentation/rows",
    remedy: "The owner adds source: to the dataset, and the source under sources:, and sees to it that the files are there.",
  },
  "TS-DATA-002": {
    means: "The place where the rows lie did not answer, or what lies there cannot be read.",
    example: "HTTP/1.1 502 Bad Gateway",
    remedy: "Try again in a moment. If it stays, tell the owner the request id of the answer.",
  },
  "TS-DATA-003": {
    means: "Reading took longer than a request may take, and was stopped.",
    example: "HTTP/1.1 504 Gateway Timeout",
    remedy: "Ask for fewer columns or rows, or take an export, which may run longer.",
  },
  "TS-DATA-004": {
    means:
      "As many questions to the data are under way as one reader may have, or as this Touchstone runs at once, and as many are waiting.",
    example: "HTTP/1.1 429 Too Many Requests",
    remedy: "Try again as soon as the Retry-After header says.",
  },
  "TS-DATA-005": {
    means: "The question needed more memory than one question may have, and was stopped.",
    example: "HTTP/1.1 507 Insufficient Storage",
    remedy: "Ask for fewer columns, or leave the order out: sorting everything is what needs memory.",
  },
  "TS-DATA-006": {
    means: "The export was ended with DELETE by whoever asked for it, before its first byte was there.",
    example: "curl -X DELETE http://127.0.0.1:3000/api/v1/exports/3f0c6f6e-0f5b-4f0e-8a51-3a8f6d1c2b7e",
    remedy: "Nothing is wrong. Ask for the file again, with another export-id, when you want it after all.",
  },
  "TS-QUERY-001": {
    means:
      "The statement is no SQL that the source of the data understands, it names a dataset or column that does not exist for you, or the engine could not finish it.",
    example: "SELECT totl FROM orders",
    remedy: "The detail names what is wrong, and errors the line and column. Mend it there.",
  },
  "TS-QUERY-002": {
    means:
      "A statement may only read datasets: one SELECT, with the functions that Touchstone knows to be safe. This one does something else.",
    example: "COPY orders TO 'file.csv'",
    remedy: "The detail names the part that is refused, and errors its line and column. Say it with plain SQL over datasets.",
  },
  "TS-QUERY-003": {
    means: "The statement names datasets that lie in different places, which no one engine can read together.",
    example: "SELECT * FROM orders JOIN crm_contacts USING (customer_id)",
    remedy: "Ask each source by itself, or ask for a dataset that brings both together.",
  },
  "TS-QUERY-004": {
    means: "An Excel sheet has at most 1,048,576 rows and 16,384 columns, and 32,767 characters in a cell, and there are more.",
    example: "curl -O http://127.0.0.1:3000/api/v1/datasets/order_lines/export.xlsx",
    remedy: "Filter the rows or choose columns, or take CSV or Parquet, which have no limit.",
  },
  "TS-PUSH-001": {
    means: "A push says which commit it believes is published, and another one is. Publishing it would undo what somebody else published.",
    example: "Two colleagues push at the same time: the second is refused",
    remedy: "Bring the published commit into your branch (git pull) and push again. With --force yours replaces it.",
  },
  "TS-PUSH-002": {
    means: "The catalog that was sent has no datasets, while some are published. This is nearly always a wrong folder.",
    example: "touchstone push ./catlog",
    remedy: "Name the folder that holds your *.yaml files. If everything is really to be removed, say so with --force.",
  },
  "TS-PUSH-003": {
    means:
      "The body of a push is no catalog: the archive is damaged, or a path in it is absolute, climbs with .., is a link or is there twice.",
    example: '{"files": {"../orders.yaml": "…"}}',
    remedy:
      "The answer names the path. 'touchstone push' sends a folder as it has to be; with tar, pack from inside of the folder: tar -czf - -C catalog .",
  },
  "TS-PUSH-004": {
    means: "The part that publishes was busy for too long, needed too much memory, or ended. Nothing of this push was published.",
    example: "HTTP/1.1 503 Service Unavailable",
    remedy:
      "Try again as soon as the Retry-After header says. If one catalog does it every time, check it with 'touchstone check', or give publishing more memory with TOUCHSTONE_PUBLISH_MB.",
  },
  "TS-PUSH-005": {
    means:
      "A push named texts by their digests instead of sending them, and the server does not have them: it was restarted, or was sent another catalog meanwhile.",
    example: '{"files": {}, "same": {"orders.yaml": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"}}',
    remedy: "Send the files that the answer's errors name under files; without a list, send all. 'touchstone push' does so by itself.",
  },
  "TS-SERVER-001": {
    means: "Something went wrong on our side. Nothing was changed.",
    example: "HTTP/1.1 500 Internal Server Error",
    remedy: "Try again. If it stays, give the people who run this Touchstone the request id: the log names the cause under it.",
  },
  "TS-SERVER-002": {
    means: "Touchstone is starting, stopping, or has lost its database for a moment.",
    example: "HTTP/1.1 503 Service Unavailable",
    remedy: "Try again in a few seconds. /health/ready names what is not there yet.",
  },
  "TS-ACCESS-003": {
    means: "The token is known, but it was not given the right that this needs: a scope such as publish, or those of an administrator.",
    example: "Pushing a catalog that changes its sources section, with a token whose only scope is publish",
    remedy:
      "Use a token with the right that the answer names. Sources and the policy decide what others may read, so only administrators change them.",
  },
  "TS-CLI-001": {
    means: "A command of the command line met something that nobody foresaw, and ended. Nothing was published.",
    example: "touchstone check, on a disk that was taken away meanwhile",
    remedy: "Run it again with TOUCHSTONE_DEBUG=1, which shows where it happened, and report that text.",
  },
  "TS-START-001": {
    means: "Touchstone cannot start with what it was given: a port, a folder, a database or a setting.",
    example: "PORT=80 npm start",
    remedy: "The sentence at the start names the setting and the remedy. All settings stand in the README.",
  },
};
