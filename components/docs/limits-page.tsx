import { Section } from "#components/dataset/section.tsx";
import { Page } from "#components/ui/page.tsx";
import type { LimitsView, LimitView } from "#lib/api/schemas/limits.ts";
import { formatCount, formatMilliseconds, formatPlural } from "#lib/format.ts";

/** How much one reader may ask for, as it is set here. */
export function LimitsPage({ view: { reader, limits } }: { readonly view: LimitsView }) {
  const own = limits.filter(({ anonymous, person }) => anonymous.variable !== person.variable);
  const shared = limits.filter(({ anonymous, person }) => anonymous.variable === person.variable);
  return (
    <Page
      title="Limits"
      lede={`What queries, pages of rows and exports may take, so that one reader never keeps the others waiting. ${
        reader === "anonymous" ? "You are read as anonymous: with a token there is more." : "You are known by your token."
      }`}
    >
      <Section id="yours" title="For one reader">
        <div className="scroll">
          <table className="list-table">
            <caption>Limits of one reader</caption>
            <thead>
              <tr>
                <th scope="col">Limit</th>
                <th scope="col">Anonymous</th>
                <th scope="col">With a token</th>
                <th scope="col">Set by</th>
              </tr>
            </thead>
            <tbody>
              {own.map((limit) => (
                <tr key={limit.id}>
                  <th scope="row">{limit.title}</th>
                  <td data-label="Anonymous">{words(limit.anonymous.value, limit.unit)}</td>
                  <td data-label="With a token">{words(limit.person.value, limit.unit)}</td>
                  <td>
                    <code className="xs">{limit.person.variable}</code>
                    <br />
                    <code className="xs">{limit.anonymous.variable}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Section>
      <Section id="shared" title="The same for everybody">
        <div className="scroll">
          <table className="list-table">
            <caption>Limits that do not depend on the reader</caption>
            <thead>
              <tr>
                <th scope="col">Limit</th>
                <th scope="col">Value</th>
                <th scope="col">Set by</th>
              </tr>
            </thead>
            <tbody>
              {shared.map((limit) => (
                <tr key={limit.id}>
                  <th scope="row">{limit.title}</th>
                  <td>{words(limit.yours, limit.unit)}</td>
                  <td>
                    <code className="xs">{limit.person.variable}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Section>
    </Page>
  );
}

function words(value: number, unit: LimitView["unit"]): string {
  if (unit === "ms") return value % 1_000 === 0 && value < 60_000 ? formatPlural(value / 1_000, "second") : formatMilliseconds(value);
  return unit === "rows" ? formatPlural(value, "row") : `${formatCount(value)} ${unit}`;
}
