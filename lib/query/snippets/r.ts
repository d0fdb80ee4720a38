import { rText } from "#lib/query/snippets/literal.ts";
import { lines, PAGE_ROWS, paragraphs, type SnippetOptions, type SnippetSubject } from "#lib/query/snippets/subject.ts";

/** With the packages httr2 and jsonlite, R 4.1 or newer. */
export function rSnippet(subject: SnippetSubject, { token }: SnippetOptions): string {
  const start = '# install.packages(c("httr2", "jsonlite"))\nlibrary(httr2)';
  const url = rText(subject.url);
  const bearer = token && '  req_headers(Authorization = paste("Bearer", Sys.getenv("TOUCHSTONE_TOKEN"))) |>';
  switch (subject.kind) {
    case "rows":
      return paragraphs(
        start,
        lines(
          "pages <- list()",
          "cursor <- NULL",
          "repeat {",
          `  answer <- request(${url}) |>`,
          bearer && `  ${bearer}`,
          `    req_url_query(limit = ${PAGE_ROWS}, cursor = cursor) |>`,
          "    req_perform() |>",
          "    resp_body_json(simplifyVector = TRUE)",
          "  pages[[length(pages) + 1]] <- answer$data",
          "  cursor <- answer$page$`next`",
          "  if (is.null(cursor)) break",
          "}",
        ),
        lines("rows <- do.call(rbind, pages)", "head(rows)"),
      );
    case "export":
      return paragraphs(
        start,
        lines(`request(${url}) |>`, bearer, `  req_perform(path = ${rText(subject.file)})`),
        lines('# install.packages("arrow")', `# rows <- arrow::read_parquet(${rText(subject.file)})`),
      );
    case "query":
      return paragraphs(
        start,
        lines(
          `sql <- ${rText(subject.sql)}`,
          `answer <- request(${url}) |>`,
          bearer,
          '  req_body_json(list(sql = sql, format = "ndjson")) |>',
          "  req_perform()",
        ),
        lines("rows <- jsonlite::stream_in(rawConnection(resp_body_raw(answer)), verbose = FALSE)", "head(rows)"),
      );
  }
}
