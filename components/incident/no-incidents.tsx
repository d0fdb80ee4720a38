import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

/** No incident is no proof: what nobody measures breaks in silence, and the page says so. */
export function NoIncidents({ state }: { readonly state: "open" | "resolved" | "all" }) {
  return (
    <div className="empty">
      <p>
        {state === "resolved"
          ? "Nothing that broke was mended yet."
          : "No promise that is measured is broken, as far as you may see. A promise that breaks opens an incident here by itself, tells the owner, and closes when the promise holds again."}
      </p>
      <p>
        A dataset that nobody measures opens none: its page says <em>Unknown</em>.{" "}
        <TextLink href={href.search({ filters: { verdict: ["unknown"] } })}>See which are unknown</TextLink>
        {state === "all" ? (
          "."
        ) : (
          <>
            , or <TextLink href={href.incidents()}>all incidents</TextLink>.
          </>
        )}
      </p>
    </div>
  );
}
