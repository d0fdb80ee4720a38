import { href } from "#lib/href.ts";
import type { IncidentView } from "#lib/observe/incident-view.ts";

/** Plain forms: they work without a script, and answer with this page again. */
export function StepForms({ incident: { id, state } }: { readonly incident: Pick<IncidentView, "id" | "state"> }) {
  const action = href.api.incident(id);
  return (
    <div className="step-forms">
      {state === "open" ? (
        <form method="post" action={action}>
          <input type="hidden" name="action" value="acknowledge" />
          <p className="small soft">Say that somebody looks after it. Everybody who was told of it hears so.</p>
          <button type="submit" className="button main">
            Acknowledge
          </button>
        </form>
      ) : null}
      <form method="post" action={action}>
        <input type="hidden" name="action" value="comment" />
        <label htmlFor="comment">Comment</label>
        <textarea id="comment" name="text" required maxLength={2000} />
        <button type="submit" className="button">
          Add the comment
        </button>
      </form>
      {state === "resolved" ? null : (
        <form method="post" action={action}>
          <input type="hidden" name="action" value="resolve" />
          <label htmlFor="reason">Why it can be closed although the promise does not hold</label>
          <textarea id="reason" name="reason" required maxLength={2000} aria-describedby="reason-note" />
          <p id="reason-note" className="small soft">
            It closes by itself when the promise holds again. Closed by hand, it opens anew only for data that goes bad after this.
          </p>
          <button type="submit" className="button">
            Resolve
          </button>
        </form>
      )}
    </div>
  );
}
